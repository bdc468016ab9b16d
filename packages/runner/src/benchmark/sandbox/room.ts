/** What there is inside a sandbox: the runtime, the task's own files, and devices where they are needed. */
import { SCRATCH_FOLDER, type BoundFile, type Room } from './layers/bubblewrap.ts';
import { driverFiles, outermost, systemFiles } from './runtime-files.ts';

export interface Inside {
  readonly readable: readonly string[];
  readonly bound: readonly BoundFile[];
  readonly folders: readonly string[];
  readonly accelerator: boolean;
  readonly scratch: string | null;
  /** A third party's package, found from the folder of the caller's. */
  readonly engine: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

export function roomFor(inside: Inside, prlimit: string | null, scratchBytes: number): Room {
  const system = systemFiles();
  const drivers = inside.accelerator ? driverFiles() : { readOnly: [], devices: [] };
  const cwd = inside.engine === null ? null : process.cwd();
  return {
    readOnly: outermost([
      ...system.readOnly,
      ...(prlimit === null ? [] : [prlimit]),
      ...drivers.readOnly,
      ...inside.readable,
    ]),
    bound: inside.bound,
    links: system.links,
    folders: [...inside.folders, ...(cwd === null ? [] : [cwd])],
    devices: drivers.devices,
    workingFolder: cwd ?? SCRATCH_FOLDER,
    scratchBytes,
    environment: inside.environment,
  };
}

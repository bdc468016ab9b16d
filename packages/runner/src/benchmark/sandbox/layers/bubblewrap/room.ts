/** What there is inside a sandbox of bubblewrap's: the runtime, the task's own files, and devices where they are needed. */
import { driverFiles } from '../../driver-files.ts';
import { outermost, systemFiles } from '../../runtime-files.ts';
import { cardOf, providersOf, type Inside } from '../layer.ts';
import { SCRATCH_FOLDER, type BoundFile, type Room } from './arguments.ts';

/** @param program what is started inside */
export function roomFor(inside: Inside, bound: readonly BoundFile[], program: string): Room {
  const system = systemFiles();
  const drivers = driverFiles(providersOf(inside), cardOf(inside));
  // A third party's engine is found from the folder of the caller's.
  const cwd = inside.task.engine.package === null ? null : process.cwd();
  return {
    readOnly: outermost([...system.readOnly, program, ...drivers.readOnly, ...inside.runtime]),
    bound,
    writable: inside.outputFolder === null ? [] : [inside.outputFolder],
    links: system.links,
    folders: [...inside.folders, ...(cwd === null ? [] : [cwd])],
    devices: drivers.devices,
    workingFolder: cwd ?? SCRATCH_FOLDER,
    scratchBytes: inside.scratchBytes,
    environment: inside.environment,
  };
}

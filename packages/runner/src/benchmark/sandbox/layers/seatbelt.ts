/** macOS: a profile for `sandbox-exec` that denies by default. Unverified: no Mac has run it. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isAccelerator, isLooking, type RunnerTask } from '@dumont/protocol';
import { isSystemError } from '../../../host/system-error.ts';
import { works } from '../../../host/programs.ts';
import type { FindLayer, Inside } from './layer.ts';
import { seatbeltProfile, type Device } from './seatbelt-profile.ts';

const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

export const findSeatbelt: FindLayer = async () => {
  if (process.platform !== 'darwin' || !existsSync(SANDBOX_EXEC)) return null;
  if (!(await works([SANDBOX_EXEC, '-p', '(version 1)(allow default)', '/usr/bin/true']))) return null;
  return {
    name: 'seatbelt',
    role: 'wall',
    // Those that all programs share hold what other programs left there.
    needsScratch: true,
    wrap: (command, inside) => ({
      command: [SANDBOX_EXEC, '-p', profileFor(inside, command[0]), ...command],
    }),
  };
};

export function profileFor(
  inside: Pick<
    Inside,
    'task' | 'runtime' | 'files' | 'folders' | 'scratchFolder' | 'outputFolder' | 'cacheHome'
  >,
  program: string,
): string {
  const files = inside.files.map((file) => realPath(file.path));
  const given = [...files, ...inside.folders.map(realPath)];
  const writable = [inside.scratchFolder, inside.outputFolder, inside.cacheHome].filter(
    (folder) => folder !== null,
  );
  return seatbeltProfile({
    program: realPath(program),
    readOnly: [...inside.runtime.map(realPath), ...given],
    writable: writable.map(realPath),
    lent: [...files, ...writable.map(realPath)],
    devices: devicesFor(inside.task),
  });
}

const ALL: readonly Device[] = ['gpu', 'neural-engine'];

/** What somebody else's engine, or ONNX Runtime's CoreML, runs a model on is not known. */
export function devicesFor(task: RunnerTask): readonly Device[] {
  if (task.kind === 'compile') return [];
  const { unit, provider } = isLooking(task) ? (task.target ?? {}) : task.options;
  if (unit === undefined || task.engine.package !== null) return ALL;
  if (!isAccelerator(unit)) return [];
  if (unit === 'Neural Engine (CoreML)') return ['neural-engine'];
  return provider === 'coreml' && task.engine.name !== 'coreml' ? ALL : ['gpu'];
}

/** The system compares where a path really leads: `/tmp` and `/var` are links. Of what is not there yet its folder is what counts. */
function realPath(place: string): string {
  try {
    return realpathSync(place);
  } catch (error) {
    if (!isSystemError(error) || path.dirname(place) === place) throw error;
    return path.join(realPath(path.dirname(place)), path.basename(place));
  }
}

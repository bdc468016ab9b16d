/** Which compute units really run here, found in an isolated process: a driver that crashes costs one probe. */
import { DumontError, type EngineRef, type UnitProbe } from '@dumont/protocol';
import { conductTask } from './conduct-task.ts';
import { withDeadline } from './deadline.ts';
import type { LaunchOptions } from './request.ts';

const PROBE_DEADLINE_MS = 60_000;

/** @throws DumontError where the probe itself crashed or hung; the signal's reason where it was aborted */
export async function probeEngine(
  engine: EngineRef,
  options: LaunchOptions = {},
): Promise<readonly UnitProbe[]> {
  const overdue = new DumontError(
    'DEADLINE_EXCEEDED',
    `Probing ${engine.name} took longer than ${PROBE_DEADLINE_MS} ms.`,
  );
  const { outcome, error } = await withDeadline(
    { ms: PROBE_DEADLINE_MS, overdue, outer: options.signal },
    (signal) =>
      conductTask({ kind: 'probe', engine }, { signal, memoryLimitBytes: null, onEvent: () => undefined }),
  );
  if (error !== null) throw new DumontError(error.code, error.message);
  return outcome.probe ?? [];
}

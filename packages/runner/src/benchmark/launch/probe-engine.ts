/** Which compute units really run here, found in an isolated process: a driver that crashes costs one probe. */
import { manifestOf } from '@dumont/engines/manifests';
import { DumontError, type EngineRef, type UnitProbe } from '@dumont/protocol';
import { conductTask } from './conduct-task.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { DEFAULT_SANDBOX, type SandboxSettings } from '../sandbox/settings.ts';
import { withDeadline } from '../../host/deadline.ts';
import type { LaunchOptions } from './benchmark-request.ts';

const PROBE_DEADLINE_MS = 60_000;

export interface ProbeOptions extends Pick<LaunchOptions, 'signal'> {
  /** Left out it is `auto`. */
  readonly sandbox?: SandboxSettings;
}

/**
 * @returns of the units that the engine's manifest names, where it has one
 * @throws DumontError where the probe itself crashed or hung, USAGE and SANDBOX_UNAVAILABLE; the signal's reason where it was
 * aborted
 */
export async function probeEngine(
  engine: EngineRef,
  options: ProbeOptions = {},
): Promise<readonly UnitProbe[]> {
  const units: readonly string[] | undefined = manifestOf(engine)?.units;
  const overdue = new DumontError(
    'DEADLINE_EXCEEDED',
    `Probing ${engine.name} took longer than ${PROBE_DEADLINE_MS} ms.`,
  );
  const sandbox = await Sandbox.open(options.sandbox ?? DEFAULT_SANDBOX, null, []);
  try {
    const { outcome, error } = await withDeadline(
      { ms: PROBE_DEADLINE_MS, overdue, outer: options.signal },
      (signal) =>
        conductTask(
          { kind: 'probe', engine },
          { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined },
        ),
    );
    if (error !== null) throw new DumontError(error.code, error.message);
    const probes = outcome.probe ?? [];
    return units === undefined ? probes : probes.filter(({ unit }) => units.includes(unit));
  } finally {
    await sandbox.close();
  }
}

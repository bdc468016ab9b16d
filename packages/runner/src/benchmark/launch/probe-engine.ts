/** Which compute units really run here, found in an isolated process: a driver that crashes costs one probe. */
import { manifestOf } from '@dumont/engines/manifests';
import {
  DumontError,
  KNOWN_PLUG_INS,
  type EngineRef,
  type KnownPlugIn,
  type UnitProbe,
} from '@dumont/protocol';
import { conductTask } from './conduct-task.ts';
import { findPlugIn, thisPlace, whyMissing } from './find-plug-in.ts';
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
  const probes = await probeInProcess(engine, options);
  // A library of the user's is asked alone, and answers for its own unit.
  if (units === undefined || engine.plugIn !== undefined) return probes;
  const own = probes.filter(({ unit }) => units.includes(unit));
  const plugIns = KNOWN_PLUG_INS.filter(({ unit }) => units.includes(unit));
  for (const known of engine.package === null ? plugIns : [])
    own.push(await probePlugIn(known, engine, options));
  return own;
}

/** In a process of its own: a library that crashes says nothing of the other units. */
async function probePlugIn(known: KnownPlugIn, engine: EngineRef, options: ProbeOptions): Promise<UnitProbe> {
  const { unit } = known;
  const place = thisPlace();
  const plugIn = findPlugIn(known, place);
  if (plugIn === null) return { unit, available: false, reason: whyMissing(known, place) };
  try {
    const [probe] = await probeInProcess({ ...engine, plugIn }, options);
    return probe ?? { unit, available: false, reason: 'its library was not looked at' };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    return { unit, available: false, reason: error.message };
  }
}

async function probeInProcess(engine: EngineRef, options: ProbeOptions): Promise<UnitProbe[]> {
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
    return outcome.probe ?? [];
  } finally {
    await sandbox.close();
  }
}

/** One look at the machine, in an isolated process of its own. */
import { DumontError, type LookingTask } from '@dumont/protocol';
import { withDeadline } from '../../host/deadline.ts';
import { closeProviders, openProviders } from '../../providers/open-providers.ts';
import { thisPlace } from '../../providers/place.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { DEFAULT_SANDBOX, type SandboxSettings } from '../sandbox/settings.ts';
import type { LaunchOptions } from './benchmark-request.ts';
import { conductTask } from './conduct-task.ts';
import type { TaskOutcome } from './task-outcome.ts';

const PROBE_DEADLINE_MS = 60_000;

export interface ProbeOptions extends Pick<LaunchOptions, 'signal'> {
  /** Left out it is `auto`. */
  readonly sandbox?: SandboxSettings;
}

/** @throws DumontError where it crashed, hung or failed, USAGE and SANDBOX_UNAVAILABLE; the signal's reason where it was aborted */
export async function runProbe(task: LookingTask, options: ProbeOptions): Promise<TaskOutcome> {
  const { engine } = task;
  const overdue = new DumontError(
    'DEADLINE_EXCEEDED',
    `Probing ${engine.name} took longer than ${PROBE_DEADLINE_MS} ms.`,
  );
  const signal = options.signal ?? new AbortController().signal;
  // Only that they are what was added: a tiny model of our own is run.
  await closeProviders(await openProviders(engine, thisPlace(), signal));
  const sandbox = await Sandbox.open(options.sandbox ?? DEFAULT_SANDBOX, null, []);
  try {
    const { outcome, error } = await withDeadline(
      { ms: PROBE_DEADLINE_MS, overdue, outer: options.signal },
      (signal) => conductTask(task, { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined }),
    );
    if (error !== null) throw new DumontError(error.code, error.message);
    return outcome;
  } finally {
    await sandbox.close();
  }
}

/** @returns the answer to what cannot be looked at, as by a driver that crashes @throws what is no matter of a unit: bugs, and the signal's reason */
export function unlessFailed<Answer>(
  looking: Promise<Answer>,
  { signal }: ProbeOptions,
  otherwise: (error: DumontError) => Answer,
): Promise<Answer> {
  return looking.catch((error: unknown) => {
    signal?.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    return otherwise(error);
  });
}

/** Gives back the jobs of workers that died. Every worker looks after the queues it serves; no lock is needed, since each step is atomic. */
import type { Logger } from 'pino';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { SharedQueue } from '../orchestrator/queues.ts';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease-times.ts';
import { every } from './every.ts';

export interface ReaperOptions {
  /** Those that other workers serve too. */
  readonly queues: readonly SharedQueue[];
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long the connection to the queues has been there, ms. */
  readonly steadyMs: () => number;
  readonly onReaped: (jobs: number) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** A lease that is there now cannot run out before the next look is due, nor can one that is yet to be made. */
export async function reaperLoop(options: ReaperOptions, signal: AbortSignal): Promise<void> {
  const { times, clock, log, steadyMs, random = Math.random } = options;
  let reached = true;
  await every(clock, signal, async () => {
    // Where the queues were away for longer than a lease, those of the living have run out too: they come back first.
    const unsteadyMs = times.leaseMs - steadyMs();
    if (unsteadyMs > 0) return Math.max(times.soonestLookMs, Math.min(unsteadyMs, times.lookAgainMs));
    try {
      const nextMs = await look(options);
      reached = true;
      return Math.max(times.soonestLookMs, nextMs) + random() * times.lookSpreadMs;
    } catch (error) {
      log[reached ? 'warn' : 'debug']({ err: error }, 'cannot look for jobs of dead workers');
      reached = false;
      return times.lookAgainMs;
    }
  });
}

/** @returns ms until the first lease of all queues may run out @throws what was refused, once all the rest is done */
async function look({ queues, times, log, onReaped }: ReaperOptions): Promise<number> {
  let soonest = times.leaseMs;
  const refusals: Error[] = [];
  for (const queue of queues) {
    const { expired, nextMs } = await queue.look();
    for (const workerId of expired) {
      const jobIds = await queue.reap(workerId).catch((error: unknown) => {
        // What is wrong with one dead worker's keys must not keep the others' jobs.
        if (!(error instanceof OrchestratorError) || error.failure !== 'refused') throw error;
        refusals.push(error);
        return [];
      });
      if (jobIds.length === 0) continue;
      log.warn(
        { queue: queue.name, deadWorkerId: workerId, jobIds },
        'jobs of a dead worker are back in their queue',
      );
      onReaped(jobIds.length);
    }
    soonest = Math.min(soonest, nextMs ?? times.leaseMs);
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  return soonest;
}

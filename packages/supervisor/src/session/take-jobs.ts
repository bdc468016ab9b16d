/** A session's jobs: from the moment that the worker's id is this process's own to the last job. */
import { DumontError } from '@dumont/protocol';
import type { Logger } from 'pino';
import { ownedByAnother } from '../identity/ownership.ts';
import { specsOf, type JobContext } from '../job/job-context.ts';
import type { JobSignals } from '../job/job-signals.ts';
import { runJob } from '../job/run-job.ts';
import { JobProcessor } from '../loops/job-processor.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Footing } from './footing.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionParts } from './session-parts.ts';

const RETRY = { firstMs: 200, longestMs: 3000 };

/** @throws DumontError USAGE where another process has the worker's id */
export async function takeJobs(
  footing: Footing,
  context: SessionContext,
  parts: SessionParts,
  signals: JobSignals,
): Promise<void> {
  if (!(await becomeOwner(footing, context, parts, signals.draining))) return;
  const { health, metrics, concurrency, clock, log } = context;
  const processor = new JobProcessor({
    jobs: parts.queues.jobs,
    run: (claim, jobLog, stopping) => runJob(claim, jobContext(footing, context, parts, jobLog), stopping),
    ...{ health, concurrency, clock, log },
    onEnded: (outcome, durationMs) => {
      metrics.jobs.inc({ outcome });
      metrics.jobSeconds.observe(durationMs / 1000);
    },
  });
  await processor.run(signals);
}

/** @param log of one job */
function jobContext(
  footing: Footing,
  { orchestrator, ground, clock }: SessionContext,
  { queues, relay }: SessionParts,
  log: Logger,
): JobContext {
  const specs = specsOf(orchestrator, footing.workerId, () => clock.now());
  return { ...ground, ...footing, ...specs, jobs: queues.jobs, relay, log };
}

/** @returns false where the signal was aborted before @throws DumontError where another process is the owner */
async function becomeOwner(
  { workerId }: Footing,
  { clock, log }: SessionContext,
  { queues, ownership }: SessionParts,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const owner = await ownership.acquire(clock, signal);
      if (owner !== null) throw ownedByAnother(workerId, owner);
      await queues.recoverOtherUnits();
      return true;
    } catch (error) {
      if (error instanceof DumontError) throw error;
      log[attempt === 1 ? 'warn' : 'debug']({ err: error }, 'jobs cannot be taken yet: trying again');
      await clock.sleep(backoffMs(attempt, RETRY), signal);
    }
  }
  return false;
}

/** The worker under one id, with one set of compute units, from the start of all its loops to their end. */
import type { JobSignals } from '../job/job-signals.ts';

export interface Session {
  /** Takes jobs until draining has begun and the last one is done with. */
  readonly takeJobs: (signals: JobSignals) => Promise<void>;
  /** Each until its signal is aborted. */
  readonly loops: readonly ((signal: AbortSignal) => Promise<void>)[];
  /** Gives up what is held in Redis. Never rejects. */
  readonly leave: () => Promise<void>;
  /** Ends every call that is under way: the service ends, and does not wait for answers. */
  readonly cut: () => void;
}

/** A call under way as the service ends, such as the last status, may take so long. */
const GRACE_MS = 200;

/**
 * Whatever ends one part ends the whole: the jobs in hand are given back, while the loops still keep their leases; then the loops end.
 * @throws whatever part failed first
 */
export async function runSession(
  { takeJobs, loops, leave, cut }: Session,
  { draining, stopping }: JobSignals,
): Promise<void> {
  const failed = new AbortController();
  const left = new AbortController();
  const orFail = async (part: Promise<void>): Promise<void> => {
    try {
      await part;
    } catch (error) {
      failed.abort(error);
    }
  };
  const running = loops.map((loop) => orFail(loop(left.signal)));
  await orFail(
    takeJobs({
      draining: AbortSignal.any([draining, failed.signal]),
      stopping: AbortSignal.any([stopping, failed.signal]),
    }),
  );
  const timer = draining.aborted ? setTimeout(cut, GRACE_MS) : undefined;
  // First: a loop's next step would take again what is given up.
  left.abort();
  await Promise.all([leave(), ...running]);
  clearTimeout(timer);
  failed.signal.throwIfAborted();
}

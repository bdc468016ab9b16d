/** Does something now and again until the signal is aborted. */
import type { Clock } from '../time/clock.ts';

/** @param body says when it wants to be called again, ms */
export async function every(clock: Clock, signal: AbortSignal, body: () => Promise<number>): Promise<void> {
  while (!signal.aborted) await clock.sleep(await body(), signal);
}

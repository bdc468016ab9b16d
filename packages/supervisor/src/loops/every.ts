/** Does something now and again until the signal is aborted. */
import type { Clock } from '../time/clock.ts';
import { Doorbell } from '../time/doorbell.ts';

/** @param body says when it wants to be called again, ms @param bell calls it before */
export async function every(
  clock: Clock,
  signal: AbortSignal,
  body: () => Promise<number>,
  bell = new Doorbell(),
): Promise<void> {
  while (!signal.aborted) await bell.wait(clock, await body(), signal);
}

import { untilAborted } from './until-aborted.ts';

/** @returns null as soon as the signal is aborted, whatever becomes of the work then */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  return Promise.race([work, untilAborted(signal).then(() => null)]);
}

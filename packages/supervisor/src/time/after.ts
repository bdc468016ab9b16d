/** @returns a signal that is aborted so long after the other one: what is nearly done may be finished */
export function after(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const begin = (): void => {
    // Nobody has to be waited for.
    setTimeout(() => {
      later.abort(signal.reason);
    }, ms).unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return later.signal;
}

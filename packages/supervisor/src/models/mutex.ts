/** Steps that must not overlap, in the order in which they were asked for. */
export type Exclusive = <Result>(step: () => Promise<Result>) => Promise<Result>;

export function createMutex(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return async (step) => {
    const before = last;
    const result = (async () => {
      await Promise.allSettled([before]);
      return step();
    })();
    last = result;
    return result;
  };
}

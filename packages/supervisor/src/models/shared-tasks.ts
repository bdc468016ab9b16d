/** Work that several callers want at once is done once, and ended when none of them wants it any more. */
export type ProgressListener = (done: number, total: number | null) => void;

export interface Waiter<Value, Result> {
  readonly signal: AbortSignal;
  readonly onProgress?: ProgressListener | undefined;
  /** Called while the value is surely there: it is disposed of when everybody has taken it. */
  readonly take: (value: Value) => Result;
}

/** @param report tells all waiters how far it is */
export type Work<Value> = (signal: AbortSignal, report: ProgressListener) => Promise<Value>;

interface Task<Value> {
  readonly promise: Promise<Value>;
  readonly abortion: AbortController;
  readonly waiters: Set<{ readonly onProgress?: ProgressListener | undefined }>;
  /** Once nobody waits: when all of it is over. */
  ended: Promise<void> | null;
}

export class SharedTasks<Value> {
  readonly #tasks = new Map<string, Task<Value>>();
  readonly #dispose: (value: Value) => Promise<void>;

  constructor(dispose: (value: Value) => Promise<void>) {
    this.#dispose = dispose;
  }

  /**
   * @param work begun unless it is under way for the same key
   * @throws what the work throws; the waiter's signal's reason where that was aborted, and if it was the last one, only
   * after the work has ended
   */
  async join<Result>(key: string, waiter: Waiter<Value, Result>, work: Work<Value>): Promise<Result> {
    const current = this.#tasks.get(key);
    const task = current?.ended === null ? current : this.#begin(key, work, current?.ended ?? null);
    task.waiters.add(waiter);
    try {
      return waiter.take(await orAborted(task.promise, waiter.signal));
    } finally {
      task.waiters.delete(waiter);
      if (task.waiters.size === 0) {
        task.ended = this.#end(key, task);
        await task.ended;
      }
    }
  }

  #begin(key: string, work: Work<Value>, before: Promise<void> | null): Task<Value> {
    const abortion = new AbortController();
    const waiters: Task<Value>['waiters'] = new Set();
    const report: ProgressListener = (done, total) => {
      for (const { onProgress } of waiters) onProgress?.(done, total);
    };
    const promise = (before ?? Promise.resolve()).then(async () => work(abortion.signal, report));
    const task: Task<Value> = { promise, abortion, waiters, ended: null };
    this.#tasks.set(key, task);
    return task;
  }

  async #end(key: string, task: Task<Value>): Promise<void> {
    task.abortion.abort(new Error('nobody waits for it any more'));
    const [outcome] = await Promise.allSettled([task.promise]);
    if (outcome.status === 'fulfilled') await this.#dispose(outcome.value);
    if (this.#tasks.get(key) === task) this.#tasks.delete(key);
  }
}

async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

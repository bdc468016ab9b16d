/** Waits on all of a worker's queues at once: a blocked move on each, over a connection of its own. A job wakes one worker. */
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import type { LeaseTimes } from '../time/lease.ts';
import { untilReady } from './connection.ts';
import type { RawId } from './job-id.ts';
import type { QueueClient } from './queue-client.ts';

/** A job that has been moved into the claimed list, and is not claimed yet. */
export interface Hit {
  readonly queue: QueueClient;
  readonly jobId: RawId;
}

export interface WaitResult {
  /** Whichever queue was first, as soon as it was; null where none was. */
  readonly first: Hit | null;
  /** Once no wait is left. Never rejects. */
  readonly rest: Promise<WaitRest>;
}

export interface WaitRest {
  /** Those that came beside the first before their waits could be ended. In the order of the queues. */
  readonly others: Hit[];
  /** Why one of the waits broke: what it moved, if anything, is in the claimed list and unknown here. */
  readonly failure: Error | null;
}

const READY_MS = 5000;
/** Past its time by so much, a blocked call's answer is not coming. */
const WATCHDOG_GRACE_MS = 5000;
/** An unblocking that comes before the blocking has no effect: it is repeated. */
const UNBLOCK_AGAIN_MS = 20;

export class BlockedWait {
  readonly #commands: Redis;
  readonly #lines: readonly Line[];

  /** @param connect makes a connection that is not open yet */
  constructor(queues: readonly QueueClient[], commands: Redis, connect: () => Redis) {
    this.#commands = commands;
    this.#lines = queues.map((queue) => new Line(queue, connect()));
  }

  /** Until a queue has a job, the time is up or the signal is aborted. */
  async wait(times: LeaseTimes, signal: AbortSignal): Promise<WaitResult> {
    const ending = new AbortController();
    const over = AbortSignal.any([signal, ending.signal]);
    let first: Hit | null = null;
    const waits = this.#lines.map(async (line) => {
      try {
        const jobId = await line.wait(times, over);
        // Where the time is up, it is up for all: they end by themselves.
        if (jobId === null) return null;
        const hit: Hit = { queue: line.queue, jobId };
        first ??= hit;
        ending.abort();
        return hit;
      } catch (error) {
        ending.abort();
        throw error;
      }
    });
    const settled = Promise.allSettled(waits);
    await untilAborted(over, settled);
    const chosen: Hit | null = first;
    return { first: chosen, rest: this.#endAll(settled, chosen) };
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }

  async #endAll(settled: Promise<PromiseSettledResult<Hit | null>[]>, first: Hit | null): Promise<WaitRest> {
    const results = await this.#unblockUntil(settled);
    const hits = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
    const failed = results.find((result) => result.status === 'rejected');
    return {
      others: hits.filter((hit): hit is Hit => hit !== null && hit !== first),
      failure: failed === undefined ? null : toError(failed.reason),
    };
  }

  async #unblockUntil<Result>(settled: Promise<Result>): Promise<Result> {
    const stop = new AbortController();
    const repeat = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await Promise.all(this.#lines.map((line) => line.unblock(this.#commands)));
        await delay(UNBLOCK_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    };
    const repeating = repeat();
    const result = await settled;
    stop.abort();
    await repeating;
    return result;
  }
}

/** One queue's connection. */
class Line {
  readonly queue: QueueClient;
  readonly #connection: Redis;
  #clientId: number | null = null;
  #blocked = false;

  constructor(queue: QueueClient, connection: Redis) {
    this.queue = queue;
    this.#connection = connection;
    connection.on('close', () => {
      this.#clientId = null;
    });
  }

  /** @returns the id of a job, or null where none came */
  async wait(times: LeaseTimes, signal: AbortSignal): Promise<RawId | null> {
    if (this.#connection.status === 'wait') await this.#connection.connect();
    await untilReady(this.#connection, READY_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return null;
    this.#clientId ??= await this.#connection.client('ID');
    const watchdog = setTimeout(() => {
      this.#connection.disconnect(true);
    }, times.blockMs + WATCHDOG_GRACE_MS);
    this.#blocked = true;
    try {
      return await this.queue.waitOn(this.#connection, times);
    } finally {
      this.#blocked = false;
      clearTimeout(watchdog);
    }
  }

  async unblock(commands: Redis): Promise<void> {
    if (!this.#blocked || this.#clientId === null) return;
    await commands.client('UNBLOCK', this.#clientId).catch(() => {
      // Redis cannot be told: its end of the line is closed instead, and the wait fails.
      this.#connection.disconnect(true);
    });
  }

  close(): void {
    this.#connection.disconnect();
  }
}

async function untilAborted(signal: AbortSignal, otherwise: Promise<unknown>): Promise<void> {
  if (signal.aborted) return;
  await Promise.race([
    otherwise,
    new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }),
  ]);
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

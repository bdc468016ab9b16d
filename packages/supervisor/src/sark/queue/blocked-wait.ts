/** Waits on all of a worker's queues at once: a blocked move on each, over a connection of its own. A job wakes one worker. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LeaseTimes } from '../../time/lease-times.ts';
import { untilAborted } from '../../time/until-aborted.ts';
import type { Connection } from './connection.ts';
import type { RawId } from './job-id.ts';
import { BlockedConnection } from './blocked-connection.ts';
import type { Held, QueueClient } from './queue-client.ts';

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

/** Told what is held as a wait begins. @returns whether all that is known: else the wait ends at once */
export type OnHeld = (held: Held) => boolean;

/** An unblocking that comes before the blocking has no effect: it is repeated. */
const UNBLOCK_AGAIN_MS = 20;
/** Unblocking that takes longer is given up, and the connections with it: whoever stops does not wait long. */
const UNBLOCK_MS = 3000;
const UNBLOCK_AT_END_MS = 200;
/** Waits of a fleet that began in one moment, such as Redis's return, soon end in different ones. */
const SPREAD = 0.2;

export class BlockedWait {
  readonly #commands: Connection;
  readonly #connections: readonly BlockedConnection[];
  readonly #endWatch: () => void;

  /** @param connect makes a connection that is not open yet */
  constructor(queues: readonly QueueClient[], commands: Connection, connect: () => Connection) {
    this.#commands = commands;
    this.#connections = queues.map((queue) => new BlockedConnection(queue, connect));
    // A blocked connection cannot be asked whether it is still there. What cut one line has most likely cut them all.
    this.#endWatch = commands.onDrop(() => {
      for (const connection of this.#connections) connection.drop();
    });
  }

  /** Until a queue has a job, the time is up or the signal is aborted. */
  async wait({ leaseMs, blockMs }: LeaseTimes, signal: AbortSignal, onHeld: OnHeld): Promise<WaitResult> {
    const times = { leaseMs, blockMs: blockMs * (1 + SPREAD * (2 * Math.random() - 1)) };
    const ending = new AbortController();
    const over = AbortSignal.any([signal, ending.signal]);
    let first: Hit | null = null;
    const waits = this.#connections.map(async (connection) => {
      try {
        const jobId = await connection.wait(times, over, (held) => {
          if (!onHeld(held)) ending.abort();
        });
        // Where the time is up, it is up for all: they end by themselves.
        if (jobId === null) return null;
        const hit: Hit = { queue: connection.queue, jobId };
        first ??= hit;
        ending.abort();
        return hit;
      } catch (error) {
        ending.abort();
        throw error;
      }
    });
    const settled = Promise.allSettled(waits);
    await Promise.race([settled, untilAborted(over)]);
    const chosen: Hit | null = first;
    return { first: chosen, rest: this.#endAll(settled, chosen, signal) };
  }

  /** Until the next wait. */
  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  end(): void {
    this.#endWatch();
    this.close();
  }

  async #endAll(
    settled: Promise<PromiseSettledResult<Hit | null>[]>,
    first: Hit | null,
    signal: AbortSignal,
  ): Promise<WaitRest> {
    const results = await this.#unblockUntil(settled, signal);
    const hits = results.map((result) => (result.status === 'fulfilled' ? result.value : null));
    const failed = results.find((result) => result.status === 'rejected');
    return {
      others: hits.filter((hit): hit is Hit => hit !== null && hit !== first),
      failure: failed === undefined ? null : toError(failed.reason),
    };
  }

  async #unblockUntil<Result>(settled: Promise<Result>, signal: AbortSignal): Promise<Result> {
    const stop = new AbortController();
    const repeat = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await Promise.all(this.#connections.map((connection) => connection.unblock(this.#commands)));
        await delay(UNBLOCK_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    };
    const limit = setTimeout(
      () => {
        for (const connection of this.#connections) if (connection.isWaiting) connection.drop();
      },
      signal.aborted ? UNBLOCK_AT_END_MS : UNBLOCK_MS,
    );
    const repeating = repeat();
    const result = await settled;
    clearTimeout(limit);
    stop.abort();
    // An unblocking that came late would end the next wait, where there is one.
    if (!signal.aborted) await repeating;
    return result;
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

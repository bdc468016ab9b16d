/** One queue's connection, on which a call blocks until a job comes. */
import type { Redis } from 'ioredis';
import type { LeaseTimes } from '../time/lease.ts';
import { untilReady, type Connection } from './connection.ts';
import type { RawId } from './job-id.ts';
import type { QueueClient } from './queue-client.ts';

const READY_MS = 5000;
/** Past its time by so much, a blocked call's answer is not coming. */
const WATCHDOG_GRACE_MS = 3000;

export class Line {
  readonly queue: QueueClient;
  readonly #connect: () => Connection;
  #connection: Connection | null = null;
  #clientId: number | null = null;
  #blocked = false;
  #waiting = false;

  /** @param connect makes a connection that is not open yet */
  constructor(queue: QueueClient, connect: () => Connection) {
    this.queue = queue;
    this.#connect = connect;
  }

  /** From the making of the connection to the answer. */
  get isWaiting(): boolean {
    return this.#waiting;
  }

  /** @returns the id of a job, or null where none came @throws Error that says why */
  async wait(times: Pick<LeaseTimes, 'leaseMs' | 'blockMs'>, signal: AbortSignal): Promise<RawId | null> {
    const connection = (this.#connection ??= this.#open());
    this.#waiting = true;
    try {
      return await this.#waitOn(connection, times, signal);
    } catch (error) {
      throw connection.explained(error);
    } finally {
      this.#waiting = false;
    }
  }

  async unblock(commands: Redis): Promise<void> {
    if (!this.#blocked || this.#clientId === null) return;
    await commands.client('UNBLOCK', this.#clientId).catch(() => {
      // Redis cannot be told: its end of the line is closed instead, and the wait fails.
      this.drop();
    });
  }

  /** The wait fails, and the next one has another connection. */
  drop(): void {
    this.#connection?.drop();
  }

  /** Until the next wait. */
  close(): void {
    this.#connection?.disconnect();
    this.#connection = null;
  }

  #open(): Connection {
    const connection = this.#connect();
    connection.on('close', () => {
      this.#clientId = null;
    });
    return connection;
  }

  async #waitOn(
    connection: Connection,
    times: Pick<LeaseTimes, 'leaseMs' | 'blockMs'>,
    signal: AbortSignal,
  ): Promise<RawId | null> {
    if (connection.status === 'wait') await connection.connect();
    await untilReady(connection, READY_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return null;
    this.#clientId ??= await connection.client('ID');
    const watchdog = setTimeout(() => {
      connection.drop();
    }, times.blockMs + WATCHDOG_GRACE_MS);
    this.#blocked = true;
    try {
      return await this.queue.waitOn(connection, times);
    } finally {
      this.#blocked = false;
      clearTimeout(watchdog);
    }
  }
}

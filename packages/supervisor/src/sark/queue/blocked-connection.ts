/** One queue's connection, on which a call blocks until a job comes. */
import type { Redis } from 'ioredis';
import type { LeaseTimes } from '../../time/lease-times.ts';
import { untilReady, type Connection } from './connection.ts';
import type { RawId } from './job-id.ts';
import type { Held, QueueClient } from './queue-client.ts';
import { refusalOf } from './redis-trouble.ts';

const READY_MS = 5000;
/** Past its time by so much, a blocked call's answer is not coming. */
const WATCHDOG_GRACE_MS = 3000;

type Times = Pick<LeaseTimes, 'leaseMs' | 'blockMs'>;

export class BlockedConnection {
  readonly queue: QueueClient;
  readonly #connect: () => Connection;
  #connection: Connection | null = null;
  #clientId: number | null = null;
  /** What is blocked there for all that is known, on a connection that is no longer ours. */
  #lostClientId: number | null = null;
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
  async wait(times: Times, signal: AbortSignal, onHeld: (held: Held) => void): Promise<RawId | null> {
    const connection = (this.#connection ??= this.#open());
    this.#waiting = true;
    try {
      return await this.#waitOn(connection, times, signal, onHeld);
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

  /** Redis may never hear that a connection is gone, and would move a job to nobody. What is moved yet is found in the claimed list. */
  async #endLost(connection: Connection): Promise<void> {
    if (this.#lostClientId === null) return;
    await connection.client('UNBLOCK', this.#lostClientId).catch((error: unknown) => {
      if (refusalOf(error) === null) throw error;
    });
    this.#lostClientId = null;
  }

  async #waitOn(
    connection: Connection,
    times: Times,
    signal: AbortSignal,
    onHeld: (held: Held) => void,
  ): Promise<RawId | null> {
    if (connection.status === 'wait') await connection.connect();
    await untilReady(connection, READY_MS, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return null;
    this.#clientId ??= await connection.client('ID');
    const clientId = this.#clientId;
    await this.#endLost(connection);
    const watchdog = setTimeout(() => {
      connection.drop();
    }, times.blockMs + WATCHDOG_GRACE_MS);
    this.#blocked = true;
    try {
      return await this.queue.waitOn(connection, times, onHeld);
    } catch (error) {
      if (refusalOf(error) === null) this.#lostClientId = clientId;
      throw error;
    } finally {
      this.#blocked = false;
      clearTimeout(watchdog);
    }
  }
}

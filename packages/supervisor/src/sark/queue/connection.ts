/**
 * Connections to Redis. One is good while commands are answered, not while TCP says so; and no command is ever sent twice behind our
 * back.
 */
import { Redis, type Command } from 'ioredis';
import { backoffMs } from '../../time/backoff.ts';
import { isTooManyClients, refusalOf, whyUnanswered } from './redis-trouble.ts';
import { scripts } from './scripts.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
  readonly tls: boolean;
  /** PEM text of the authority to trust instead of the system's. */
  readonly ca: string | null;
}

const CONNECT_TIMEOUT_MS = 3000;
/** An answer that takes longer does not come any more: a stopped server, a cut line. */
const COMMAND_TIMEOUT_MS = 3000;
const KEEP_ALIVE_MS = 5000;
/** The other side of a cut line never says goodbye. */
const GOODBYE_MS = 100;
const RECONNECT = { firstMs: 100, longestMs: 2000 };
/** A full server is not knocked at by all whom it turned away. */
const RECONNECT_WHEN_FULL = { firstMs: 1000, longestMs: 8000 };
const NAME = 'dumont';

/** Its answers say nothing about whether commands of ours are taken: a server that is loading its data answers them too. */
const HANDSHAKE = new Set(['auth', 'client', 'hello', 'info', 'ping', 'select']);
const BLOCKING = 'blmove';

/** Opened by `connect()`; reconnects by itself until it is disconnected. */
export class Connection extends Redis {
  /** Why no command is answered; null while they are. */
  #trouble: string | null = null;
  /** What the server, the system or TLS said last about a connection that did not come about. */
  #cause: Error | null = null;
  /** Kinds of commands that are answered by a refusal. */
  readonly #refusals = new Map<string, string>();
  #readySinceMs = Infinity;
  /** Connections lost one after the other: one that is made and soon of no use is no success. */
  #lost = 0;
  readonly #onDrop = new Set<() => void>();

  constructor(address: RedisAddress, purpose: 'commands' | 'waiting') {
    super({
      ...toOptions(address),
      connectionName: `${NAME}-${purpose}`,
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: GOODBYE_MS,
      keepAlive: KEEP_ALIVE_MS,
      // Both are more to be answered by a server that a whole fleet comes back to.
      enableReadyCheck: false,
      disableClientInfo: true,
      // A command of a lost connection fails, and whoever sent it finds out what became of it: sent again, a claim would be made twice.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => {
        this.#lost = this.steadyMs > RECONNECT.longestMs ? 1 : this.#lost + 1;
        const range = isTooManyClients(this.#cause) ? RECONNECT_WHEN_FULL : RECONNECT;
        return backoffMs(this.#lost, range) + RECONNECT.firstMs;
      },
      scripts,
    });
    // Without a listener it would end the process.
    this.on('error', (error: Error) => {
      this.#failed(error);
    });
    this.on('ready', () => {
      this.#readySinceMs = performance.now();
    });
    this.on('close', () => {
      this.#readySinceMs = Infinity;
      this.#trouble ??= this.#explain(null).message;
    });
  }

  /** Why no command is answered, or which are refused: true of the last ones. */
  get troubles(): readonly string[] {
    if (this.#trouble !== null) return [this.#trouble];
    if (this.status !== 'ready') return [this.#explain(null).message];
    return [...new Set(this.#refusals.values())];
  }

  /** ms since it was last made; 0 where there is none. */
  get steadyMs(): number {
    return Math.max(0, performance.now() - this.#readySinceMs);
  }

  /** Calls back whenever the connection has been given up, though the system still took it for good. @returns what ends that */
  onDrop(callback: () => void): () => void {
    this.#onDrop.add(callback);
    return () => this.#onDrop.delete(callback);
  }

  /** Gives the connection up at once and makes another. */
  drop(): void {
    this.disconnect(true);
  }

  /** The same error, or, where nothing was answered, one that says why. */
  explained(error: unknown): Error {
    return refusalOf(error) === null ? this.#explain(error) : (error as Error);
  }

  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    if (command.name !== BLOCKING) command.setTimeout(COMMAND_TIMEOUT_MS);
    const answer = super.sendCommand(command, stream) as Promise<unknown>;
    const kind = command.name === 'evalsha' ? String(command.args[0]) : command.name;
    command.promise.then(
      () => {
        if (!HANDSHAKE.has(command.name)) this.#answered(kind);
      },
      (error: unknown) => {
        this.#judge(kind, error);
      },
    );
    // A pipeline looks at its commands itself, and at nothing that is returned here.
    if (stream !== undefined) return answer;
    return answer.catch((error: unknown) => {
      throw this.explained(error);
    });
  }

  #answered(kind: string): void {
    this.#refusals.delete(kind);
    this.#heard();
  }

  /** A refusal is an answer too: there is a connection, and what had been wrong with it is over. */
  #heard(): void {
    const before = this.#trouble;
    this.#trouble = null;
    this.#cause = null;
    if (before !== null) this.emit('answered');
  }

  #judge(kind: string, error: unknown): void {
    const refusal = refusalOf(error);
    if (refusal === null) {
      this.#trouble = this.#explain(error).message;
      if (this.#isTimeout(error)) this.#giveUp();
      return;
    }
    if (refusal.means === 'none' || refusal.means === 'command') {
      if (refusal.means === 'command') this.#refusals.set(kind, refusal.message);
      if (!HANDSHAKE.has(kind)) this.#heard();
      return;
    }
    this.#failed(error as Error);
    if (refusal.means === 'connection' && this.status === 'ready') this.#giveUp();
  }

  #giveUp(): void {
    this.drop();
    for (const tell of this.#onDrop) tell();
  }

  #isTimeout(error: unknown): boolean {
    return error instanceof Error && error.message === 'Command timed out';
  }

  #failed(error: Error): void {
    // What a connection's end looks like from here tells less than what was heard before.
    if (this.#cause !== null && refusalOf(error) === null && refusalOf(this.#cause) !== null) return;
    this.#cause = error;
    this.#trouble = this.#explain(error).message;
  }

  #explain(error: unknown): Error {
    return new Error(whyUnanswered(error, this.#cause, COMMAND_TIMEOUT_MS), { cause: error });
  }
}

export function createConnection(address: RedisAddress, purpose: 'commands' | 'waiting'): Connection {
  return new Connection(address, purpose);
}

function toOptions({ host, port, username, password, database, tls, ca }: RedisAddress) {
  return {
    host,
    port,
    db: database,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(tls ? { tls: ca === null ? {} : { ca } } : {}),
  };
}

/** @throws Error where the connection is not there within `ms`, or the signal was aborted */
export async function untilReady(redis: Redis, ms: number, signal: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  await new Promise<void>((resolve, reject) => {
    const onReady = (): void => {
      limit.removeEventListener('abort', onAbort);
      resolve();
    };
    const onAbort = (): void => {
      redis.off('ready', onReady);
      reject(new Error('no connection to Redis'));
    };
    redis.once('ready', onReady);
    limit.addEventListener('abort', onAbort, { once: true });
  });
}

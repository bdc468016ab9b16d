/** Connections to Redis, set up so that no command is ever sent twice behind our back. */
import { Redis } from 'ioredis';
import { backoffMs } from '../time/backoff.ts';
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

const CONNECT_TIMEOUT_MS = 5000;
/** An answer that takes longer does not come any more: a stopped server, a cut line. */
const COMMAND_TIMEOUT_MS = 10_000;
const RECONNECT = { firstMs: 100, longestMs: 2000 };
const NAME = 'dumont';

/** Opened by `connect()`; reconnects by itself until it is disconnected. */
export function createConnection(address: RedisAddress, purpose: 'commands' | 'waiting'): Redis {
  const redis = new Redis({
    ...toOptions(address),
    connectionName: `${NAME}-${purpose}`,
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A command of a lost connection fails, and whoever sent it finds out what became of it: sent again, a claim would be made twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => backoffMs(attempt, RECONNECT) + RECONNECT.firstMs,
    ...(purpose === 'commands' ? { commandTimeout: COMMAND_TIMEOUT_MS } : {}),
    scripts,
  });
  // Without a listener the error of a lost connection would end the process; what waits for the connection tells of it.
  redis.on('error', () => undefined);
  return redis;
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

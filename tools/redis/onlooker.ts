/** A connection to Redis for whoever looks on: it waits for a server that is away. */
import { Redis } from 'ioredis';

const RETRY_MS = 20;

/** The caller disconnects it. */
export function connectOnlooker(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => RETRY_MS });
  // Servers are killed on purpose, and waited for.
  redis.on('error', () => undefined);
  return redis;
}

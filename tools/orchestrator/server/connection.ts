/** Connections to Redis that outlast its absence. */
import { Redis } from 'ioredis';

const RETRY_MS = 100;

/** A command waits until Redis is there; `onAway` hears why it is not, once each time. */
export function connect(url: string, onAway: (error: Error) => void): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => RETRY_MS });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) onAway(error);
    isAway = true;
  });
  redis.on('ready', () => {
    isAway = false;
  });
  return redis;
}

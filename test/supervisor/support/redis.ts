/** A real Redis for a test, and connections to it that end with the test. */
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import { createConnection } from '../../../packages/supervisor/src/queue/connection.ts';
import { startRedis, type RedisOptions, type RedisServer } from '../../../tools/redis/start-redis.ts';

/** @returns why tests on a real Redis cannot run here, or false */
export const withoutRedis: string | false =
  process.env['DUMONT_REDIS_SERVER'] === undefined && 'needs a redis-server: see the first lines of npm test';

/** Stops with the test. */
export async function redisFor(t: Test, options: RedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  t.teardown(() => server.stop());
  return server;
}

export function addressOf({ port }: RedisServer) {
  return { host: '127.0.0.1', port, username: null, password: null, database: 0, tls: false, ca: null };
}

/** As the worker has it. */
export async function connectionTo(t: Test, server: RedisServer): Promise<Redis> {
  const redis = createConnection(addressOf(server), 'commands');
  t.teardown(() => {
    redis.disconnect();
  });
  await redis.connect();
  return redis;
}

/** As whoever looks on has it: it waits for a server that is away. */
export function onlookerAt(t: Test, server: RedisServer): Redis {
  const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  t.teardown(() => {
    redis.disconnect();
  });
  return redis;
}

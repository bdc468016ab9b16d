/** A real Redis for the tests of a file, and connections to it that end with each. */
import type { Redis } from 'ioredis';
import type { Test } from 'tap';
import { createConnection, type Connection } from '../../packages/supervisor/src/sark/queue/connection.ts';
import { connectOnlooker } from '../../tools/redis/onlooker.ts';
import type { RedisServer } from '../../tools/redis/start-redis.ts';
import { skipWithoutRedis, startTestRedis } from '../../tools/redis/testing.ts';

type Body = (t: Test, server: RedisServer) => Promise<void>;

/** @returns what declares a test: all of a file share one server, started for the first of them */
export function testsOnRedis(file: Test): (name: string, body: Body) => Promise<void> {
  let server: Promise<RedisServer> | undefined;
  return async (name, body) => {
    await file.test(name, { skip: skipWithoutRedis }, async (t) => {
      server ??= startTestRedis(file);
      await body(t, await server);
    });
  };
}

export function addressOf({ port }: RedisServer) {
  return { host: '127.0.0.1', port, username: null, password: null, database: 0, tls: false, ca: null };
}

/** As the worker has it. @param user under whose name, if not the one who may do everything */
export async function connectionTo(
  t: Test,
  server: RedisServer,
  user: { readonly username?: string; readonly password?: string } = {},
): Promise<Connection> {
  const redis = createConnection({ ...addressOf(server), ...user }, 'commands');
  t.teardown(() => {
    redis.disconnect();
  });
  await redis.connect();
  return redis;
}

/** As whoever looks on has it: it waits for a server that is away. */
export function onlookerAt(t: Test, server: RedisServer): Redis {
  const redis = connectOnlooker(server.url);
  t.teardown(() => {
    redis.disconnect();
  });
  return redis;
}

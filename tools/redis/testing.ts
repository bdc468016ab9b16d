/** A redis-server that goes with the test, and why a test has none. */
import { execaSync } from 'execa';
import type { Test } from 'tap';
import { redisProgram, startRedis, type RedisOptions, type RedisServer } from './start-redis.ts';

/** For a test's option `skip`. */
export const skipWithoutRedis = execaSync(redisProgram(), ['--version'], { reject: false }).failed
  ? 'there is no redis-server here: npm test says why'
  : false;

export async function startTestRedis(t: Test, options: RedisOptions = {}): Promise<RedisServer> {
  const redis = await startRedis(options);
  t.teardown(() => redis.stop());
  return redis;
}

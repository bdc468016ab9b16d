/** The development orchestrator and a redis-server of its own, which go with the test. */
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import type { Orchestrator } from '../../tools/orchestrator/orchestrator.ts';
import { startOrchestrator, type OrchestratorOptions } from '../../tools/orchestrator/start-orchestrator.ts';
import type { RedisOptions, RedisServer } from '../../tools/redis/start-redis.ts';
import { startTestRedis } from './redis.ts';

export interface TestBed {
  readonly orchestrator: Orchestrator;
  readonly redis: RedisServer;
  /** A connection to that server. */
  readonly client: Redis;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export async function startTestBed(
  t: Test,
  options: Partial<OrchestratorOptions> = {},
  redisOptions: RedisOptions = {},
): Promise<TestBed> {
  const redis = await startTestRedis(t, redisOptions);
  const client = new Redis(redis.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  // A server that is away is what some tests are about.
  client.on('error', () => undefined);
  const orchestrator = await startOrchestrator({ redisUrl: redis.url, ...options });
  t.teardown(async () => {
    await orchestrator.stop();
    client.disconnect();
  });
  return { orchestrator, redis, client, call: (...request) => call(orchestrator.url, ...request) };
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}

/** The development orchestrator and a redis-server of its own, which go with the test. */
import type { Test } from 'tap';
import type { RedisOptions } from '../redis/start-redis.ts';
import type { OrchestratorOptions } from './server/start-orchestrator.ts';
import { startWithRedis, type OrchestratorWithRedis } from './start-with-redis.ts';

export interface TestBed extends Pick<OrchestratorWithRedis, 'orchestrator' | 'redis' | 'client'> {
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export async function startTestBed(
  t: Test,
  options: Omit<OrchestratorOptions, 'redisUrl'> = {},
  redisOptions: RedisOptions = {},
): Promise<TestBed> {
  const { stop, ...bed } = await startWithRedis(options, redisOptions);
  t.teardown(stop);
  return { ...bed, call: (...request) => call(bed.orchestrator.url, ...request) };
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

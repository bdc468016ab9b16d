/** The orchestrator with a redis-server of its own, and a connection to look at what lies there. */
import type { Redis } from 'ioredis';
import { connectOnlooker } from '../redis/onlooker.ts';
import { startRedis, type RedisOptions, type RedisServer } from '../redis/start-redis.ts';
import type { Orchestrator } from './server/orchestrator.ts';
import { startOrchestrator, type OrchestratorOptions } from './server/start-orchestrator.ts';

export interface OrchestratorWithRedis {
  readonly orchestrator: Orchestrator;
  readonly redis: RedisServer;
  /** A connection to that server. */
  readonly client: Redis;
  /** Ends all three. */
  readonly stop: () => Promise<void>;
}

/** @returns when both take calls. The caller stops it. */
export async function startWithRedis(
  options: Omit<OrchestratorOptions, 'redisUrl'> = {},
  redisOptions: RedisOptions = {},
): Promise<OrchestratorWithRedis> {
  const redis = await startRedis(redisOptions);
  try {
    const orchestrator = await startOrchestrator({ ...options, redisUrl: redis.url });
    const client = connectOnlooker(redis.url);
    const stop = async (): Promise<void> => {
      await orchestrator.stop();
      client.disconnect();
      await redis.stop();
    };
    return { orchestrator, redis, client, stop };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

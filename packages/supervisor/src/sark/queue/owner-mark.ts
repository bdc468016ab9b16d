/** The mark on a worker's id, in Redis. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { OwnerMark } from '../../orchestrator/queues.ts';
import { ownerKey } from './keys.ts';
import { runScript } from './scripts.ts';

export function ownerMark(redis: Redis, workerId: string): OwnerMark {
  const keys = [ownerKey(workerId)] as const;
  return {
    set: (mark, holdMs, replacing) =>
      runScript(redis, 'own', { keys, args: [mark, holdMs, replacing], answer: z.string().nullable() }),
    leftMs: () => redis.pttl(...keys),
    remove: async (mark) => {
      await runScript(redis, 'disown', { keys, args: [mark], answer: z.int() });
    },
  };
}

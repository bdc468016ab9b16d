/** Each script as a worker calls it, in every situation in which it does something else. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { claimedKey, queueKeys } from '@dumont/supervisor';
import { ownerKey } from '../../../packages/supervisor/src/sark/queue/keys.ts';
import { QueueClient } from '../../../packages/supervisor/src/sark/queue/queue-client.ts';
import { runScript, type ScriptName } from '../../../packages/supervisor/src/sark/queue/scripts.ts';

export const QUEUE = 'jobs:capability:cpu_onnx';
export const LEASE_MS = 60_000;
export const keys = queueKeys(QUEUE);
const OWNER = ownerKey('w1');
const CLAIMED = claimedKey(QUEUE, 'w1');
/** All that any of them touches. */
export const KEYS: readonly string[] = [
  ...Object.values({ ...keys }),
  CLAIMED,
  claimedKey(QUEUE, 'w2'),
  'results',
  OWNER,
];
export const NOT_TEXT = Buffer.from([0xff, 0xfe]);

export interface Parties {
  /** May do everything. */
  readonly admin: Redis;
  /** What writes are refused to, and the same worker's connection. */
  readonly w1: QueueClient;
  readonly redis: Redis;
  /** Nothing is refused to it. */
  readonly w2: QueueClient;
}

export interface Situation {
  readonly name: string;
  readonly prepare: (parties: Parties) => Promise<unknown>;
  /** Calls the script, while something is refused and again once it is mended. */
  readonly act: (parties: Parties) => Promise<unknown>;
  /** Every run that is published in the end, `id|token`. */
  readonly runs?: readonly string[];
}

export async function die(workerId: string, { admin }: Parties): Promise<void> {
  await admin.zadd(keys.lease, 1, workerId);
}

/** Both of two jobs in the hands of one worker. */
async function claimTwo(queue: QueueClient, admin: Redis): Promise<void> {
  await admin.lpush(QUEUE, 'a', 'b');
  await queue.claim(LEASE_MS, 'ta');
  await queue.claim(LEASE_MS, 'tb');
}

const a = { jobId: 'a', token: 'ta' };
const BOTH = ['a|ta', 'b|tb'];
const owner = { keys: [OWNER], answer: z.unknown() };

export const situations: Readonly<Record<ScriptName, readonly Situation[]>> = {
  ack: [
    {
      name: 'a result',
      prepare: ({ admin, w1 }) => claimTwo(w1, admin),
      act: ({ w1 }) => w1.ack(a, 'a'),
      runs: BOTH,
    },
    {
      name: 'a result that has been published',
      prepare: async ({ admin, w1 }) => {
        await claimTwo(w1, admin);
        await new QueueClient(admin, QUEUE, 'w3').ack(a, 'a');
      },
      act: ({ w1 }) => w1.ack(a, 'a'),
      runs: BOTH,
    },
  ],
  claim: [
    {
      name: 'the next job',
      prepare: ({ admin }) => admin.lpush(QUEUE, 'a', 'b'),
      act: ({ w1 }) => w1.claim(LEASE_MS, 'ta'),
    },
    {
      name: 'one that a wait has brought',
      prepare: ({ admin }) => admin.lpush(CLAIMED, 'a'),
      act: ({ w1 }) => w1.claim(LEASE_MS, 'ta', Buffer.from('a')),
    },
    {
      name: 'one that was begun before',
      prepare: async (parties) => {
        await claimTwo(parties.w2, parties.admin);
        await die('w2', parties);
        await parties.w1.reap('w2');
      },
      act: ({ w1 }) => w1.claim(LEASE_MS, 'other'),
      runs: BOTH,
    },
    {
      name: 'one that a worker taken for dead has finished',
      prepare: async (parties) => {
        await claimTwo(parties.w2, parties.admin);
        await die('w2', parties);
        await parties.w1.reap('w2');
        await parties.w2.ack(a, 'a');
      },
      act: ({ w1 }) => w1.claim(LEASE_MS, 'other'),
      runs: BOTH,
    },
  ],
  release: [
    ...(['attempt', 'return', 'nothing'] as const).map((counts) => ({
      name: `a run, counted as ${counts}`,
      prepare: ({ admin, w1 }: Parties) => claimTwo(w1, admin),
      act: ({ w1 }: Parties) => w1.release(a, counts),
      runs: BOTH,
    })),
    {
      name: 'a run that lets others have their turn',
      prepare: ({ admin, w1 }) => claimTwo(w1, admin),
      act: ({ w1 }) => w1.release(a, 'return', 'last'),
      runs: BOTH,
    },
    {
      name: 'a job that was moved and never claimed',
      prepare: ({ admin }) => admin.lpush(CLAIMED, 'a'),
      act: ({ w1 }) => w1.release({ jobId: 'a', token: null }, 'nothing'),
    },
  ],
  reap: [
    {
      name: 'two runs, and a job that was moved',
      prepare: async (parties) => {
        await claimTwo(parties.w2, parties.admin);
        await parties.admin.lpush(claimedKey(QUEUE, 'w2'), 'c');
        await die('w2', parties);
      },
      act: ({ w1 }) => w1.reap('w2'),
      runs: BOTH,
    },
  ],
  refuse: [
    {
      name: 'what is no job',
      prepare: ({ admin }) => admin.lpush(QUEUE, NOT_TEXT, 'a'),
      act: async ({ w1 }) => [
        await w1.held(),
        await w1.claim(LEASE_MS, 'ta'),
        await w1.claim(LEASE_MS, 'tb'),
      ],
    },
  ],
  renew: [
    {
      name: 'a lease',
      prepare: ({ admin, w1 }) => claimTwo(w1, admin),
      act: ({ w1 }) => w1.renew(LEASE_MS),
      runs: BOTH,
    },
  ],
  leave: [
    { name: 'with nothing in hand', prepare: ({ w1 }) => w1.renew(LEASE_MS), act: ({ w1 }) => w1.leave() },
    {
      name: 'with a job in hand',
      prepare: ({ admin, w1 }) => claimTwo(w1, admin),
      act: ({ w1 }) => w1.leave(),
      runs: BOTH,
    },
  ],
  look: [{ name: 'for leases', prepare: ({ w1 }) => w1.renew(LEASE_MS), act: ({ w1 }) => w1.look() }],
  own: [
    {
      name: 'an id',
      prepare: () => Promise.resolve(),
      act: ({ redis }) => runScript(redis, 'own', { ...owner, args: ['mark', LEASE_MS, ''] }),
    },
  ],
  disown: [
    {
      name: 'an id',
      prepare: ({ admin }) => admin.set(OWNER, 'mark'),
      act: ({ redis }) => runScript(redis, 'disown', { ...owner, args: ['mark'] }),
    },
  ],
};

/** What befalls Redis, or the way to it: begun, and mended after a while. */
import type { Random } from '../../support/random.ts';
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { Fleet } from '../fleet/fleet.ts';

/**
 * `killed`: SIGKILL, and started again. `refusing`: the workers may not use one of the commands that write. `full`: no memory for a
 * write. `deaf`: connections that are there swallow everything, new ones work. `apart`: all connections swallow everything. `demoted`:
 * it follows a master that is not there, and is read-only.
 */
export const REDIS_FAULTS = ['killed', 'refusing', 'full', 'deaf', 'apart', 'demoted'] as const;
export type RedisFault = (typeof REDIS_FAULTS)[number];

const WRITES = ['lpush', 'rpush', 'lmove', 'blmove', 'lrem', 'zadd', 'zrem', 'hset', 'hdel', 'del', 'set'];

/** One whose workers reach Redis by a way, and as a user, of their own. */
export interface FrailFleet {
  readonly fleet: Fleet;
  readonly proxy: TcpProxy;
  readonly close: () => Promise<void>;
}

const WORKER_USER = 'worker';

export async function openFrailFleet(settings: Parameters<typeof Fleet.open>[0]): Promise<FrailFleet> {
  const ends: (() => unknown)[] = [];
  const proxies: TcpProxy[] = [];
  const fleet = await Fleet.open(settings, {
    appendonly: true,
    args: ['--user', WORKER_USER, 'on', 'nopass', '~*', '&*', '+@all'],
    route: async ({ port }) => {
      const proxy = await startProxy({ teardown: (end) => ends.push(end) }, port);
      proxies.push(proxy);
      return `redis://${WORKER_USER}:any@127.0.0.1:${proxy.port}`;
    },
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('Redis has a route');
  const close = async (): Promise<void> => {
    for (const end of ends) end();
    await fleet.close();
  };
  return { fleet, proxy, close };
}

/** @returns what mends it */
type Begin = (frail: FrailFleet, random: Random) => Promise<() => Promise<unknown>>;

const BEGIN: Readonly<Record<RedisFault, Begin>> = {
  killed: async ({ fleet: { redis } }) => {
    await redis.kill();
    return () => redis.restart();
  },
  refusing: async ({ fleet: { client } }, random) => {
    const command = WRITES[random.below(WRITES.length)] ?? 'lpush';
    await client.acl('SETUSER', WORKER_USER, `-${command}`);
    return () => client.acl('SETUSER', WORKER_USER, `+${command}`);
  },
  full: async ({ fleet: { client } }) => {
    await client.config('SET', 'maxmemory', '1');
    return () => client.config('SET', 'maxmemory', '0');
  },
  deaf: ({ proxy }) => {
    proxy.swallow();
    return Promise.resolve(() => Promise.resolve());
  },
  apart: ({ proxy }) => {
    proxy.swallowNew(true);
    proxy.swallow();
    return Promise.resolve(() => {
      proxy.swallowNew(false);
      return Promise.resolve();
    });
  },
  demoted: async ({ fleet: { client } }) => {
    await client.replicaof('127.0.0.1', 1);
    return () => client.replicaof('NO', 'ONE');
  },
};

/** @param hold resolves when it has lasted long enough */
export async function befall(
  fault: RedisFault,
  frail: FrailFleet,
  random: Random,
  hold: () => Promise<unknown>,
): Promise<void> {
  const mend = await BEGIN[fault](frail, random);
  try {
    await hold();
  } finally {
    await mend();
  }
}

/** Pure. @returns so many, each kind as often as any other, in an order of chance */
export function planFaults(count: number, random: Random): RedisFault[] {
  const bag: RedisFault[] = [];
  return Array.from({ length: count }, () => {
    if (bag.length === 0) bag.push(...REDIS_FAULTS);
    return bag.splice(random.below(bag.length), 1)[0] ?? 'killed';
  });
}

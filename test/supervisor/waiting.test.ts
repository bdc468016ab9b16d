/** An idle worker on a real Redis: what wakes it, and what becomes of a job when a connection breaks. */
import { setTimeout as delay } from 'node:timers/promises';
import { claimedKey, queueKeys } from '@dumont/supervisor';
import type { Redis } from 'ioredis';
import t, { type Test } from 'tap';
import { BlockedWait } from '../../packages/supervisor/src/sark/queue/blocked-wait.ts';
import { createConnection } from '../../packages/supervisor/src/sark/queue/connection.ts';
import { idleByBlocking, idleByPolling } from '../../packages/supervisor/src/sark/queue/idle.ts';
import { JobSource } from '../../packages/supervisor/src/sark/queue/job-source.ts';
import { QueueClient } from '../../packages/supervisor/src/sark/queue/queue-client.ts';
import { silentLog } from '../../packages/supervisor/src/testing/silent-log.ts';
import { systemClock } from '../../packages/supervisor/src/time/clock.ts';
import { leaseTimes, type LeaseTimes } from '../../packages/supervisor/src/time/lease-times.ts';
import type { RedisServer } from '../../tools/redis/start-redis.ts';
import { addressOf, connectionTo, onlookerAt, testsOnRedis } from '../support/redis-connections.ts';
import { startTestRedis } from '../../tools/redis/testing.ts';
import { allowEverything, USER } from '../reliability/support/refusals.ts';

const OWN = 'jobs:w1';
const SHARED = 'jobs:capability:cpu_onnx';
const TIMES = leaseTimes(60_000);

const test = testsOnRedis(t);

interface Worker {
  readonly source: JobSource;
  readonly end: AbortController;
  /** Told about its waits. */
  readonly remarks: readonly (string | null)[];
}

interface User {
  readonly username?: string;
  readonly password?: string;
}

async function worker(
  t: Test,
  at: RedisServer,
  workerId: string,
  how: 'block' | 'poll' = 'block',
  { times = TIMES, user = {} }: { readonly times?: LeaseTimes; readonly user?: User } = {},
): Promise<Worker> {
  const redis = await connectionTo(t, at, user);
  const queues = [`jobs:${workerId}`, SHARED].map((name) => new QueueClient(redis, name, workerId));
  const blocked = new BlockedWait(queues, redis, () =>
    createConnection({ ...addressOf(at), ...user }, 'waiting'),
  );
  const remarks: (string | null)[] = [];
  const end = new AbortController();
  t.teardown(() => {
    end.abort();
    blocked.end();
  });
  const source = new JobSource({
    queues,
    leaseMs: times.leaseMs,
    idle:
      how === 'block'
        ? idleByBlocking(blocked, { times, clock: systemClock, onShort: (reason) => remarks.push(reason) })
        : idleByPolling(systemClock),
    log: silentLog,
    isPublishing: () => false,
  });
  return { source, end, remarks };
}

/** Resolves when so many connections are blocked: without it a test would not know that a worker waits. */
async function blockedClients(onlooker: Redis, count: number): Promise<void> {
  while (!(await onlooker.info('clients')).includes(`blocked_clients:${count}\r\n`)) await delay(5);
}

/** Asks until Redis answers: while it cannot be reached, a call fails at once. */
async function nextAtLast(source: JobSource, signal: AbortSignal): ReturnType<JobSource['next']> {
  for (;;) {
    try {
      return await source.next(signal);
    } catch {
      await delay(5);
    }
  }
}

await test('a job wakes one worker', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const workers = await Promise.all(['w1', 'w2', 'w3', 'w4'].map((id) => worker(t, server, id)));
  const waiting = workers.map(({ source, end }) => source.next(end.signal));
  await blockedClients(onlooker, 8);
  await onlooker.lpush(SHARED, 'a');
  t.match(await Promise.race(waiting), { jobId: 'a', attempt: 1 });
  await blockedClients(onlooker, 6);
  for (const { end } of workers) end.abort();
  t.equal((await Promise.all(waiting)).filter((claim) => claim !== null).length, 1);
  t.equal(await onlooker.llen(SHARED), 0);
  await blockedClients(onlooker, 0);
});

await test('a wait brings its own lease: a worker given up while it was stopped can be given up again', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const line = createConnection(addressOf(server), 'waiting');
  t.teardown(() => {
    line.disconnect();
  });
  await line.connect();
  const moved = new QueueClient(onlooker, SHARED, 'w1').waitOn(line, TIMES);
  await blockedClients(onlooker, 1);
  const [seconds] = await onlooker.time();
  const expiryMs = Number(await onlooker.zscore(queueKeys(SHARED).lease, 'w1'));
  t.ok(expiryMs > Number(seconds) * 1000 + TIMES.blockMs, 'it outlasts the wait');
  await onlooker.lpush(SHARED, 'a');
  t.equal(String(await moved), 'a');
});

await test('of two jobs in one moment the more urgent is taken, and the other one goes back', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const { source, end } = await worker(t, server, 'w1');
  const waiting = source.next(end.signal);
  await blockedClients(onlooker, 2);
  await onlooker.multi().lpush(SHARED, 'shared').lpush(OWN, 'own').exec();
  const claim = await waiting;
  const rest = await onlooker.lrange(SHARED, 0, -1);
  t.match(claim, { jobId: 'own', queue: OWN });
  t.same(rest, ['shared']);
  t.equal(await onlooker.llen(claimedKey(SHARED, 'w1')), 0);
  t.match(await source.next(end.signal), { jobId: 'shared', attempt: 1 });
});

await test('where one wait broke, what another one brought is given back and claimed again', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const queue = new QueueClient(await connectionTo(t, server), SHARED, 'w1');
  const broken = new Error('the line broke');
  const source = new JobSource({
    queues: [queue],
    leaseMs: TIMES.leaseMs,
    log: silentLog,
    isPublishing: () => false,
    idle: {
      asks: false,
      wait: async () => {
        // One is known, and one came over the line that broke.
        await onlooker.rpush(claimedKey(SHARED, 'w1'), 'known', 'lost');
        const rest = Promise.resolve({ others: [], failure: broken });
        return { first: { queue, jobId: Buffer.from('known') }, rest };
      },
    },
  });
  const { signal } = new AbortController();
  await t.rejects(source.next(signal), broken);
  t.same(source.claims.size, 0);
  const claims = [await source.next(signal), await source.next(signal)];
  t.same(claims.map((claim) => [claim?.jobId, claim?.attempt]).sort(), [
    ['known', 1],
    ['lost', 1],
  ]);
});

await test('a job that comes late into a claimed list, over a connection long given up, is run', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  const comes: Readonly<Record<string, (claimed: string) => Promise<unknown>>> = {
    'by a move': (claimed) => onlooker.rpush(claimed, 'late'),
    'by a claim': async (claimed) => {
      await onlooker.rpush(claimed, 'late');
      await onlooker.hset(queueKeys(SHARED).job, 'w1|late', 'lost|1|0');
    },
    'as no text': (claimed) => onlooker.rpush(claimed, Buffer.from([0xff]), 'late'),
  };
  for (const [how, come] of Object.entries(comes)) {
    await onlooker.flushall();
    const { source, end } = await worker(t, server, 'w1', 'block', { times: leaseTimes(600) });
    const waiting = source.next(end.signal);
    await blockedClients(onlooker, 2);
    await come(claimedKey(SHARED, 'w1'));
    t.match(await waiting, { jobId: 'late', attempt: 1 }, how);
    end.abort();
    await blockedClients(onlooker, 0);
  }
});

await test('what is there already is taken in order of urgency, without waiting', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  await onlooker.lpush(SHARED, 'shared');
  await onlooker.lpush(OWN, 'own');
  const { source, end } = await worker(t, server, 'w1');
  for (const jobId of ['own', 'shared']) t.match(await source.next(end.signal), { jobId });
});

await test('beside a job in hand, too, a job that came late is given back', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  await onlooker.lpush(SHARED, 'in-hand');
  const { source, end } = await worker(t, server, 'w1');
  t.match(await source.next(end.signal), { jobId: 'in-hand' });
  await onlooker.lpush(claimedKey(SHARED, 'w1'), 'late');
  await source.renewHeld();
  await source.tidy();
  t.same(await onlooker.lrange(SHARED, 0, -1), ['late']);
  t.same(await onlooker.lrange(claimedKey(SHARED, 'w1'), 0, -1), ['in-hand']);
});

await test('where it may not wait, it asks, and says so once', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  await allowEverything(onlooker);
  await onlooker.call('ACL', 'SETUSER', USER, '-blmove');
  const user = { username: USER, password: 'secret' };
  const { source, end, remarks } = await worker(t, server, 'w1', 'block', { user });
  const waiting = source.next(end.signal);
  while (remarks.length === 0) await delay(5);
  t.match(remarks, [/does not let this worker wait, so it is asked for jobs: NOPERM.*blmove/]);
  await onlooker.lpush(SHARED, 'a');
  t.match(await waiting, { jobId: 'a', attempt: 1 }, 'the same call: nothing has failed');
  await allowEverything(onlooker);
  const allowed = source.next(end.signal);
  await blockedClients(onlooker, 2);
  await onlooker.lpush(SHARED, 'b');
  t.match(await allowed, { jobId: 'b' });
  t.equal(remarks.at(-1), null);
});

await test('by asking it comes to the same', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const { source, end } = await worker(t, server, 'w1', 'poll');
  const waiting = source.next(end.signal);
  await onlooker.lpush(SHARED, 'a');
  t.match(await waiting, { jobId: 'a' });
  const stopped = source.next(end.signal);
  end.abort();
  t.equal(await stopped, null);
});

await test('a stop ends the wait at once, and nothing is claimed', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const { source, end } = await worker(t, server, 'w1');
  const waiting = source.next(end.signal);
  await blockedClients(onlooker, 2);
  end.abort();
  t.equal(await waiting, null);
  await onlooker.lpush(SHARED, 'a');
  t.equal(await onlooker.llen(SHARED), 1);
});

await test('a job moved over a connection that broke is found, and run', async (t, server) => {
  const onlooker = onlookerAt(t, server);
  await onlooker.flushall();
  const { source, end } = await worker(t, server, 'w1');
  const waiting = source.next(end.signal);
  await blockedClients(onlooker, 2);
  const failing = t.rejects(waiting);
  // The answer to the move never arrives: moved by hand, then cut.
  await onlooker.lpush(claimedKey(SHARED, 'w1'), 'a');
  await onlooker.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await failing;
  t.match(await nextAtLast(source, end.signal), { jobId: 'a', attempt: 1 });
});

await test('a server that stops answering is noticed, and jobs are taken when it is back', async (t) => {
  const own = await startTestRedis(t, { appendonly: true });
  const onlooker = onlookerAt(t, own);
  const { source, end } = await worker(t, own, 'w1');
  const waiting = source.next(end.signal);
  await blockedClients(onlooker, 2);
  const failing = t.rejects(waiting);
  await own.kill();
  await failing;
  await own.restart();
  await onlooker.lpush(SHARED, 'a');
  t.match(await nextAtLast(source, end.signal), { jobId: 'a', attempt: 1 });
});

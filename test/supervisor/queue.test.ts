/** The scripts and the queue on a real Redis. */
import type { Redis } from 'ioredis';
import t, { type Test } from 'tap';
import { claimedKey, queueKeys } from '@dumont/supervisor';
import { QueueClient } from '../../packages/supervisor/src/sark/queue/queue-client.ts';
import type { RedisServer } from '../../tools/redis/start-redis.ts';
import { connectionTo, testsOnRedis } from '../support/redis-connections.ts';
import { startTestRedis } from '../../tools/redis/testing.ts';

const QUEUE = 'jobs:capability:cpu_onnx';
const keys = queueKeys(QUEUE);
const LEASE_MS = 60_000;

interface Setting {
  readonly redis: Redis;
  readonly worker: QueueClient;
  readonly other: QueueClient;
}

const test = testsOnRedis(t);

async function setting(t: Test, server: RedisServer): Promise<Setting> {
  const redis = await connectionTo(t, server);
  await redis.flushall();
  return { redis, worker: new QueueClient(redis, QUEUE, 'w1'), other: new QueueClient(redis, QUEUE, 'w2') };
}

/** As if its lease had run out. */
async function expire(redis: Redis, workerId: string): Promise<void> {
  await redis.zadd(keys.lease, 1, workerId);
}

async function results(redis: Redis): Promise<string[]> {
  return redis.lrange('results', 0, -1);
}

await test('jobs are served from the right, each to one worker, and published once', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  await redis.lpush(QUEUE, 'a', 'b');
  const first = await worker.claim(LEASE_MS, 't1');
  t.same(first, { queue: QUEUE, jobId: 'a', token: 't1', attempt: 1, returns: 0 });
  t.match(await other.claim(LEASE_MS, 't2'), { jobId: 'b' });
  t.equal(await worker.claim(LEASE_MS, 't3'), null);
  t.equal(await worker.ack({ jobId: 'a', token: 't1' }, '{"a":1}'), 'OK');
  t.equal(await worker.ack({ jobId: 'a', token: 't1' }, '{"a":1}'), 'DUP');
  t.same(await results(redis), ['{"a":1}']);
  t.equal(await redis.llen(claimedKey(QUEUE, 'w1')), 0);
  t.equal(await redis.hlen(keys.job), 1, 'what the other one runs is left alone');
});

await test('a job of a dead worker is run again as the same run, its next attempt', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  await redis.lpush(QUEUE, 'a', 'b', 'c');
  await worker.claim(LEASE_MS, 't1');
  await worker.claim(LEASE_MS, 't2');
  t.same(await other.reap('w1'), [], 'not while the lease lasts');
  await expire(redis, 'w1');
  t.match(await other.look(), { expired: ['w1'], nextMs: null });
  t.same(await other.reap('w1'), ['b', 'a']);
  t.match(await other.claim(LEASE_MS, 'new'), { jobId: 'a', token: 't1', attempt: 2 });
  t.match(await other.claim(LEASE_MS, 'new'), { jobId: 'b', token: 't2', attempt: 2 });
  t.match(await other.claim(LEASE_MS, 'new'), { jobId: 'c', token: 'new', attempt: 1 });
});

await test('a worker taken for dead may still publish, and then nobody else does', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  await redis.lpush(QUEUE, 'a', 'b');
  await worker.claim(LEASE_MS, 't1');
  await expire(redis, 'w1');
  await other.reap('w1');
  t.equal(await worker.ack({ jobId: 'a', token: 't1' }, 'from the zombie'), 'OK');
  t.match(await other.claim(LEASE_MS, 't3'), { jobId: 'b' }, 'the finished job is dropped');
  t.same(await redis.lrange(claimedKey(QUEUE, 'w2'), 0, -1), ['b']);

  await expire(redis, 'w2');
  await worker.reap('w2');
  const token = 't3';
  t.match(await worker.claim(LEASE_MS, 'newer'), { jobId: 'b', token, attempt: 2 });
  t.equal(await worker.ack({ jobId: 'b', token }, 'from the second'), 'OK');
  t.equal(await other.ack({ jobId: 'b', token }, 'from the zombie'), 'DUP');
  t.same(await results(redis), ['from the second', 'from the zombie']);
});

await test('an answer to an earlier run leaves a later claim of the same job alone', async (t, server) => {
  const { redis, worker } = await setting(t, server);
  await redis.lpush(QUEUE, 'a');
  await worker.claim(LEASE_MS, 't1');
  await worker.ack({ jobId: 'a', token: 't1' }, '1');
  await redis.lpush(QUEUE, 'a');
  t.match(
    await worker.claim(LEASE_MS, 't2'),
    { token: 't2', attempt: 1 },
    'asked for again, it is run again',
  );
  t.equal(await worker.ack({ jobId: 'a', token: 't1' }, '1'), 'DUP');
  t.match(await worker.held(), { jobs: [{ jobId: 'a', token: 't2' }] });
});

await test('given back, a job comes next, and counts only if it was tried', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  await redis.lpush(QUEUE, 'a', 'b');
  await worker.claim(LEASE_MS, 't1');
  const run = { jobId: 'a', token: 't1' };
  t.equal(await worker.release(run, 'nothing'), true);
  t.match(await other.claim(LEASE_MS, 'new'), { ...run, attempt: 1, returns: 0 });
  t.equal(await other.release(run, 'attempt'), true);
  t.match(await other.claim(LEASE_MS, 'new'), { ...run, attempt: 2, returns: 0 });
  t.equal(await other.release(run, 'return'), true);
  t.match(await worker.claim(LEASE_MS, 'new'), { ...run, attempt: 2, returns: 1 });
  t.equal(await other.release(run, 'attempt'), false, 'it is not theirs any more');
});

await test('a job that was moved and never claimed is claimed by its id, or given back', async (t, server) => {
  const { redis, worker } = await setting(t, server);
  const claimed = claimedKey(QUEUE, 'w1');
  await redis.lpush(QUEUE, 'a', 'b');
  await redis.lmove(QUEUE, claimed, 'RIGHT', 'LEFT');
  t.match(await worker.held(), { jobs: [{ jobId: 'a', token: null }] });
  t.match(await worker.claim(LEASE_MS, 't1', Buffer.from('a')), { jobId: 'a', attempt: 1 });
  await redis.lmove(QUEUE, claimed, 'RIGHT', 'LEFT');
  t.equal(await worker.release({ jobId: 'b', token: null }, 'nothing'), true);
  t.same(await redis.lrange(QUEUE, 0, -1), ['b']);
  t.equal(
    await worker.claim(LEASE_MS, 't2', Buffer.from('b')),
    null,
    'what has been taken away is not claimed',
  );
});

await test('a note of another form is no run: the job is run anew, and others with it', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  const odd = ['tok|1', '', '|1|0', 'tok|x|0', 'tok|12345678901234567890|0', '\u{1}|1|0'];
  for (const [number, note] of odd.entries()) {
    const id = `odd-${number}`;
    await redis.lpush(QUEUE, id);
    await redis.hset(keys.redo, id, note);
    const first = { jobId: id, token: 't1', attempt: 1, returns: 0 };
    t.match(await worker.claim(LEASE_MS, 't1'), first, `begun before: ${note}`);
    await redis.hset(keys.job, `w1|${id}`, note);
    t.match((await worker.held()).jobs, [{ jobId: id, token: null }], `in hand: ${note}`);
    t.match((await worker.renew(LEASE_MS)).jobs, [{ jobId: id, token: null }]);
    t.equal(await worker.release({ jobId: id, token: null }, 'attempt'), true);
    t.match(await worker.claim(LEASE_MS, 't1'), first, `given back: ${note}`);
    await redis.hset(keys.job, `w1|${id}`, note);
    await expire(redis, 'w1');
    t.same(await other.reap('w1'), [id]);
    t.match(await other.claim(LEASE_MS, 't1'), first, `of a dead worker: ${note}`);
    t.equal(await other.ack({ jobId: id, token: 't1' }, note), 'OK');
  }
  t.same(await redis.exists(keys.job, keys.redo), 0);
});

await test("an id that looks like a job's name in a hash is a job like any other", async (t, server) => {
  const { redis, worker } = await setting(t, server);
  await redis.lpush(QUEUE, 'a', 'w1|a');
  await worker.claim(LEASE_MS, 't1');
  await worker.claim(LEASE_MS, 't2');
  await worker.release({ jobId: 'a', token: 't1' }, 'nothing');
  t.match((await worker.held()).jobs, [{ jobId: 'w1|a', token: 't2' }]);
});

await test('a worker that leaves gives up its lease, unless it holds a job', async (t, server) => {
  const { redis, worker } = await setting(t, server);
  await redis.lpush(QUEUE, 'a');
  await worker.claim(LEASE_MS, 't1');
  await worker.leave();
  t.equal(await redis.zcard(keys.lease), 1);
  await worker.release({ jobId: 'a', token: 't1' }, 'nothing');
  await worker.leave();
  t.equal(await redis.zcard(keys.lease), 0);
});

await test('leases run by the clock of Redis', async (t, server) => {
  const { redis, worker, other } = await setting(t, server);
  await worker.renew(LEASE_MS);
  const [seconds = 0] = await redis.time();
  const leftMs = Number(await redis.zscore(keys.lease, 'w1')) - seconds * 1000;
  t.ok(leftMs > 0 && leftMs <= LEASE_MS + 1000);
  const { expired, nextMs } = await other.look();
  t.same(expired, []);
  t.ok(nextMs !== null && nextMs > 0 && nextMs <= LEASE_MS);
});

await test('in a cluster every step but publishing stays within one slot', async (t) => {
  const cluster = await startTestRedis(t, { args: ['--cluster-enabled', 'yes'] });
  const redis = await connectionTo(t, cluster);
  await redis.call('CLUSTER', 'ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot));
  while (!((await redis.call('CLUSTER', 'INFO')) as string).includes('cluster_state:ok'));
  const worker = new QueueClient(redis, QUEUE, 'w1');
  const other = new QueueClient(redis, QUEUE, 'w2');
  await redis.lpush(QUEUE, 'a');
  t.match(await worker.claim(LEASE_MS, 't1'), { jobId: 'a' });
  await expire(redis, 'w1');
  t.match(await other.look(), { expired: ['w1'] });
  t.same(await other.reap('w1'), ['a']);
  t.match(await other.claim(LEASE_MS, 't2'), { attempt: 2 });
  t.equal(await other.release({ jobId: 'a', token: 't1' }, 'nothing'), true);
  await other.leave();
  await t.rejects(
    other.ack({ jobId: 'a', token: 't1' }, '{}'),
    /CROSSSLOT|slot/,
    "SARK's list of results is in another slot",
  );
});

/** What may be in a queue beside plain ids: each entry ends in one result or one logged refusal. */
import t from 'tap';
import { queueKeys } from '@dumont/supervisor';
import { QueueClient } from '../../packages/supervisor/src/sark/queue/queue-client.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { connectionTo, testsOnRedis } from '../support/redis-connections.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { isStarted, startFleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const CPU = 'CPU (ONNX)';
const QUEUE = 'jobs:capability:cpu_onnx';
const LEASE_MS = 60_000;
const ODD = [Buffer.alloc(0), Buffer.from([0xff]), Buffer.from([0x61, 0x1b, 0xc3])];

const isRefusal = ({ msg }: LogLine): boolean => msg.startsWith('an entry of a queue is dropped');

const test = testsOnRedis(t);

await test('what is no text is refused, wherever it comes from, and leaves nothing', async (t, server) => {
  const redis = await connectionTo(t, server);
  await redis.flushall();
  const worker = new QueueClient(redis, QUEUE, 'w1');
  for (const raw of ODD) {
    await redis.lpush(QUEUE, raw);
    t.match(await worker.claim(LEASE_MS, 't'), { queue: QUEUE, reason: /names no job/ }, 'taken by itself');
    await redis.lpush(QUEUE, raw);
    const waiting = worker.waitOn(redis, { leaseMs: LEASE_MS, blockMs: 1000 });
    t.match(await worker.claim(LEASE_MS, 't', (await waiting) ?? undefined), { reason: /names no job/ });
    await redis.lpush(QUEUE, raw, 'a');
    await worker.waitOn(redis, { leaseMs: LEASE_MS, blockMs: 1000 });
    await worker.waitOn(redis, { leaseMs: LEASE_MS, blockMs: 1000 });
    const held = await worker.held();
    t.match(held, { jobs: [{ jobId: 'a', token: null }], refused: [{ reason: /names no job/ }] });
    await worker.claim(LEASE_MS, 'ta', Buffer.from('a'));
    await worker.ack({ jobId: 'a', token: 'ta' }, 'a');
  }
  await worker.leave();
  t.same(await redis.keys('dumont:*'), [queueKeys(QUEUE).done]);
});

await test('text of any kind is an id', async (t, server) => {
  const redis = await connectionTo(t, server);
  await redis.flushall();
  const worker = new QueueClient(redis, QUEUE, 'w1');
  for (const id of ['\uFEFFa', '\0', 'w1|a', 'a|1|2', '🦤']) {
    await redis.lpush(QUEUE, id);
    t.match(await worker.claim(LEASE_MS, 't'), { jobId: id, token: 't' });
    t.equal(await worker.ack({ jobId: id, token: 't' }, id), 'OK');
  }
});

await test('an id that a worker has in hand is not claimed by it again', async (t, server) => {
  const redis = await connectionTo(t, server);
  await redis.flushall();
  const worker = new QueueClient(redis, QUEUE, 'w1');
  await redis.lpush(QUEUE, 'a', 'a', 'b', 'a');
  t.match(await worker.claim(LEASE_MS, 't1'), { jobId: 'a', token: 't1' });
  t.match(await worker.claim(LEASE_MS, 't2'), { shown: 'a', reason: /queued twice/ });
  t.match(await worker.claim(LEASE_MS, 't2'), { jobId: 'b' });
  const move = async () => (await worker.waitOn(redis, { leaseMs: LEASE_MS, blockMs: 1000 })) ?? undefined;
  await move();
  t.match(await worker.held(), { jobs: [{ token: 't1' }, { jobId: 'b' }, { jobId: 'a', token: null }] });
  t.equal(await worker.release({ jobId: 'a', token: null }, 'nothing'), true, 'one that was moved goes back');
  const { jobs } = await worker.held();
  t.match(jobs, [{ jobId: 'b' }, { jobId: 'a', token: 't1' }], 'and the run is left alone');
  t.match(await worker.claim(LEASE_MS, 't3', await move()), { reason: /queued twice/ });
  t.equal(await worker.ack({ jobId: 'a', token: 't1' }, 'a'), 'OK');
  t.match(await worker.held(), { jobs: [{ jobId: 'b' }] });
});

await t.test('a worker goes on past what is no id, and says each once', options, async (t) => {
  const fleet = await startFleet(t);
  await fleet.client.lpush(QUEUE, ...ODD);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const worker = fleet.start();
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  t.equal(result?.status, 'Complete');
  t.equal(await worker.kill('SIGTERM'), 0);
  t.same(
    worker.log.filter(isRefusal).map(({ id }) => id),
    ['', '\\xff', 'a\\x1b\\xc3'],
  );
  t.same(await fleet.client.keys('dumont:*'), [queueKeys(QUEUE).done]);
});

await t.test('an id that is queued twice is run once at a time by one worker', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('hang.onnx', { runs: [[{ do: 'hang' }]] });
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const [jobId = ''] = jobIds;
  const worker = fleet.start({ flags: ['--concurrency', '2', '--drain-timeout', '200ms'] });
  await worker.logged(isStarted);
  await fleet.client.lpush(QUEUE, jobId);
  t.match(await worker.logged(isRefusal), { id: jobId, msg: /queued twice/ });
  t.equal(await worker.kill('SIGTERM'), 0);
  t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId], 'there is one of it again');
});

/** Redis goes away at every step of a job, with and without the worker dying meanwhile: each result is published once. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import type { WorkerProcess } from '../../tools/worker/worker-process.ts';
import { isIdle, isStarted, startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const durable = { appendonly: true };
const CPU = 'CPU (ONNX)';
const SLOW = { runs: [[{ do: 'compute', ms: 100 }]] };

await t.test('away while the worker waits', options, async (t) => {
  const fleet = await startFleet(t, durable);
  const modelUrl = await fleet.model('fast.onnx', {});
  const worker = fleet.start();
  await worker.logged(isIdle);
  await fleet.redis.kill();
  await worker.logged(({ msg }) => msg.startsWith('no job can be claimed'));
  await fleet.redis.restart();
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  t.equal(result?.status, 'Complete');
});

/** A job that has run while Redis went away. */
async function withoutRedisAtTheEnd(fleet: Fleet): Promise<{ worker: WorkerProcess; jobId: string }> {
  const modelUrl = await fleet.model('slow.onnx', SLOW);
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const worker = fleet.start();
  await worker.logged(isStarted);
  await fleet.redis.kill();
  await worker.logged(({ msg }) => msg.includes('waits in the outbox'));
  return { worker, jobId: jobIds[0] ?? '' };
}

await t.test('away while the job runs: its result waits on disk', options, async (t) => {
  const fleet = await startFleet(t, durable);
  const { worker, jobId } = await withoutRedisAtTheEnd(fleet);
  t.equal((await readdir(path.join(fleet.dataDir, 'outbox'))).length, 1);
  await fleet.redis.restart();
  const [result] = await fleet.orchestrator.waitForResults(jobId);
  t.equal(result?.status, 'Complete');
  await worker.logged(({ msg }) => msg === 'result published');
  t.same(await readdir(path.join(fleet.dataDir, 'outbox')), []);
});

await t.test(
  'away while a result waits: the worker is faulty, not cleaning, and active only after it',
  options,
  async (t) => {
    const fleet = await startFleet(t, durable);
    const { worker, jobId } = await withoutRedisAtTheEnd(fleet);
    const workerId = fleet.orchestrator.workers()[0]?.workerId ?? '';
    await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers()[0]?.status === 'faulty');
    t.same(fleet.orchestrator.results(jobId), []);
    await fleet.redis.restart();
    await fleet.orchestrator.waitForResults(jobId);
    await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers()[0]?.status === 'active');
    const told = fleet.orchestrator.statusHistory(workerId).filter(({ cause }) => cause === 'request');
    // Whether cleanup is told in between depends on which is sooner.
    t.same(told.map(({ status }) => status).slice(-2), ['faulty', 'active']);
    t.ok(told.every(({ allowed }) => allowed));
    const order = worker.log.map(({ msg }) => msg);
    t.ok(order.indexOf('result published') < order.indexOf('status: active'));
  },
);

await t.test('away, and the worker killed before it is back', options, async (t) => {
  const fleet = await startFleet(t, durable);
  const { worker, jobId } = await withoutRedisAtTheEnd(fleet);
  await worker.kill('SIGKILL');
  const again = fleet.start();
  await again.logged(({ msg }) => msg.startsWith('Redis'));
  await fleet.redis.restart();
  const [result] = await fleet.orchestrator.waitForResults(jobId);
  t.equal(result?.status, 'Complete');
  await again.logged(isIdle);
  await fleet.orchestrator.flush();
  t.same(fleet.orchestrator.duplicates(), []);
});

await t.test('by TLS, with a user, a password and a database', options, async (t) => {
  const { makeCertificate } = await import('../../tools/redis/certificate.ts');
  const certificate = await makeCertificate(t.testdir({}));
  const secret = 'canary-4711';
  const rule = ['on', `>${secret}`, '~jobs:*', '~dumont:*', '~results', '+@all', '-@admin', '-@dangerous'];
  const { startTestRedis } = await import('../../tools/redis/testing.ts');
  const redis = await startTestRedis(t, {
    certificate,
    args: ['--user', 'worker', ...rule, '+client|unblock', '+client|id', '+info'],
  });
  const fleet = await startFleet(t);
  const url = `rediss://worker:${secret}@127.0.0.1:${redis.port}/1`;
  const words = ['--host', fleet.orchestrator.url, '--redis-url', url, '--ca', certificate.certFile];
  const checked = await fleet.run(['test', '--json', '--data-dir', fleet.dataDir, ...words]);
  t.match(JSON.parse(checked.stdout), { ok: true });
  const worker = fleet.start({ words });
  await worker.logged(isIdle);
  t.equal(await worker.kill('SIGTERM'), 0);
  t.notMatch(checked.stdout + checked.stderr + worker.stderr(), secret);
});

/** Redis is away for longer than a lease: what has run on meanwhile is not taken from its worker. */
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { queueKeys } from '@dumont/supervisor';
import { claimedKey } from '../../packages/supervisor/src/sark/queue/keys.ts';
import { fakeDevice } from '../support/fake-report.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { startService } from '../support/service.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { isClaimed, isIdle, startFleet } from '../support/worker.ts';

const CPU = 'CPU (ONNX)';
const QUEUE = 'jobs:capability:cpu_onnx';
/** Longer than the last of them takes to come back after the first, which is 5 s at most and some on a slow machine. */
const LEASE_MS = 12_000;
const DEAD = 'a-dead-worker';

const isBack = ({ msg }: LogLine): boolean => msg === 'Redis is back';
const isReaped = ({ msg }: LogLine): boolean => msg.startsWith('jobs of a dead worker');

await t.test('the living keep their jobs, the dead lose theirs', { skip: skipWithoutRedis }, async (t) => {
  const fleet = await startFleet(t);
  const line = await startProxy(t, fleet.redis.port);
  const lineOfOthers = await startProxy(t, fleet.redis.port);
  const finish = Promise.withResolvers<undefined>();
  const begin = (name: string, { port }: TcpProxy) =>
    startService(t, fleet, {
      flags: { redisUrl: `redis://127.0.0.1:${port}` },
      dataDir: `${fleet.dataDir}-${name}`,
      parts: { leaseMs: LEASE_MS, device: () => Promise.resolve(fakeDevice(name)) },
      benchmark: () => finish.promise,
    });
  const busy = begin('busy', line);
  await busy.logged(isIdle);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const jobId = jobIds[0] ?? '';
  await busy.logged(isClaimed);
  const others = ['one', 'two'].map((name) => begin(name, lineOfOthers));
  const all = [busy, ...others];
  await Promise.all(all.map(({ logged }) => logged(isIdle)));

  for (const { swallow, swallowNew } of [line, lineOfOthers]) {
    swallowNew(true);
    swallow();
  }
  const { lease } = queueKeys(QUEUE);
  await fleet.client.lpush(claimedKey(QUEUE, DEAD), 'a-job-of-the-dead');
  await fleet.client.zadd(lease, 1, DEAD);
  const lapsed = async (): Promise<number> => fleet.client.zcount(lease, '-inf', Date.now());
  while ((await lapsed()) < all.length + 1) await delay(100);
  lineOfOthers.swallowNew(false);
  await Promise.all(others.map(({ logged }) => logged(isBack)));
  line.swallowNew(false);
  // Whoever has reaped has looked at all leases.
  const { deadWorkerId } = await Promise.race(all.map(({ logged }) => logged(isReaped)));
  t.equal(deadWorkerId, DEAD);
  finish.resolve(undefined);
  const [result] = await fleet.orchestrator.waitForResults(jobId);
  t.match(result, { status: 'Complete' });
  await fleet.orchestrator.flush();
  t.equal(fleet.orchestrator.results(jobId).length, 1);
  t.same(fleet.orchestrator.duplicates(), []);
  const lines = all.flatMap(({ log }) => log);
  t.same(
    lines.filter((line) => isClaimed(line) && line['jobId'] === jobId).map(({ attempt }) => attempt),
    [1],
  );
  t.ok(lines.filter(isReaped).every(({ deadWorkerId: id }) => id === DEAD));
});

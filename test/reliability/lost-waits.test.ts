/** Connections that a worker has given up and that Redis still takes for good. */
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startProxy } from '../support/tcp-proxy.ts';
import { isIdle, startFleet } from '../support/worker.ts';

await t.test('what still waits on lost connections keeps no job', { skip: skipWithoutRedis }, async (t) => {
  const fleet = await startFleet(t);
  const proxy = await startProxy(t, fleet.redis.port);
  const worker = fleet.start({ flags: ['--redis-url', `redis://127.0.0.1:${proxy.port}`] });
  await worker.logged(isIdle);
  proxy.swallow();
  await worker.logged(({ msg }) => msg === 'Redis is back');
  const modelUrl = await fleet.model('fast.onnx', {});
  const jobs = [{ computeUnit: 'CPU (ONNX)' }, { computeUnit: 'CPU (ONNX)' }];
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs });
  for (const jobId of jobIds) t.equal((await fleet.orchestrator.waitForResults(jobId)).length, 1);
});

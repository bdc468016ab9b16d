/** The machine's clock is set back while a job runs: no duration is negative. */
import t from 'tap';
import { findFreePort } from '../../tools/redis/free-port.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { fastClock, startService } from '../support/service.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { startFleet } from '../support/worker.ts';

const isPublished = ({ msg }: LogLine): boolean => msg === 'result published';

await t.test('a job’s duration', { skip: skipWithoutRedis }, async (t) => {
  const fleet = await startFleet(t);
  const port = await findFreePort();
  let setBackMs = 0;
  const worker = startService(t, fleet, {
    flags: { metricsPort: String(port) },
    parts: { clock: { ...fastClock, now: () => fastClock.now() - setBackMs } },
    benchmark: () => {
      setBackMs = 3_600_000;
      return Promise.resolve();
    },
  });
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: 'CPU (ONNX)' }],
  });
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  t.equal(result?.status, 'Complete');
  await worker.logged(isPublished);
  await worker.logged(({ msg }) => msg === 'status: active', worker.log.findIndex(isPublished));
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const [, sum = ''] = /job_duration_seconds_sum(?:\{.*\})? (\S+)/.exec(text) ?? [];
  t.ok(Number(sum) > 0, sum);
});

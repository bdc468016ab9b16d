/** A job for CoreML's GPU, from the orchestrator to its result, by a real worker on the fake. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startFleet } from '../support/worker.ts';
import { enginePackage, MODELS, skip } from './fake.ts';

await t.test(
  'a job for the GPU by CoreML is run and published',
  { skip: skip !== false ? skip : skipWithoutRedis },
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model(
      'network.mlmodel',
      await readFile(path.join(MODELS, 'network.mlmodel')),
    );
    const { jobIds } = await fleet.orchestrator.postCampaign({
      modelUrl,
      jobs: [{ computeUnit: 'GPU (CoreML)' }],
    });
    const words = ['--host', fleet.orchestrator.url, '--redis-url', fleet.redis.url, '--loads', '1'];
    fleet.start({ words: [...words, '--engine', enginePackage(t), '--sandbox', 'off'] });
    const [jobId = ''] = jobIds;
    const [result] = await fleet.orchestrator.waitForResults(jobId);
    t.match(result, { status: 'Complete', remark: '', engine: 'coreml', placement: 'full' });
    t.match(result, { used_providers: null, warnings: /UNIT_NOT_SEEN/ }, 'a plan says nothing of what ran');
  },
);

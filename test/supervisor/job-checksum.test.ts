/** The checksum that a job demands, against what is really run. */
import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBenchmark, readDevice } from '@dumont/runner';
import { pino } from 'pino';
import t from 'tap';
import { makeRecord } from '../../packages/supervisor/src/job/run-job.ts';
import { Turns } from '../../packages/supervisor/src/job/turns.ts';
import { UnknownJobs } from '../../packages/supervisor/src/job/unknown-jobs.ts';
import { WithheldJobs } from '../../packages/supervisor/src/job/withheld-jobs.ts';
import { systemClock } from '../../packages/supervisor/src/time/clock.ts';
import { FAKE_ENGINE } from '../support/command.ts';
import { WITHOUT_SANDBOX, writeFakeModel } from '../support/fake-model.ts';
import { keepTimes } from '../support/keep-times.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startFleet } from '../support/worker.ts';

const CPU = 'CPU (ONNX)';
const WRONG = { load: [{ do: 'fail', code: 'MODEL_INVALID', message: 'the wrong model ran' }] };

await t.test(
  'a cached model changed under its size and time is fetched again, and never run',
  { skip: skipWithoutRedis },
  async (t) => {
    const fleet = await startFleet(t);
    const right = { runs: Array.from({ length: 10 }, () => [{ do: 'compute', ms: 1 }]) };
    const modelUrl = await fleet.model('model.onnx', right);
    const sha256 = createHash('sha256').update(JSON.stringify(right)).digest('hex');
    const { jobIds } = await fleet.orchestrator.postCampaign({
      modelUrl,
      jobs: [{ computeUnit: CPU }, { computeUnit: CPU }],
    });
    for (const id of jobIds) fleet.orchestrator.alterJob(id, { model_sha256: sha256 });
    const worker = fleet.start({ flags: ['--require-checksum'] });
    await fleet.orchestrator.waitForResults(jobIds.length);
    t.equal(await worker.kill('SIGTERM'), 0);

    const folder = path.join(fleet.dataDir, 'models');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
    t.same(names, [`${sha256}.onnx`]);
    const cached = path.join(folder, `${sha256}.onnx`);
    chmodSync(cached, 0o600);
    keepTimes(cached, () => {
      writeFileSync(cached, JSON.stringify(WRONG).padEnd(JSON.stringify(right).length));
    });

    const again = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    const [jobId = ''] = again.jobIds;
    fleet.orchestrator.alterJob(jobId, { model_sha256: sha256 });
    fleet.start({ flags: ['--require-checksum'] });
    const [result] = await fleet.orchestrator.waitForResults(jobId);
    t.match(result, { status: 'Complete', remark: '' });
    t.equal(await readFile(cached, 'utf8'), JSON.stringify(right));
  },
);

await t.test('what is measured is compared with what is demanded', async (t) => {
  const file = await writeFakeModel(t, WRONG);
  const measured = createHash('sha256').update(JSON.stringify(WRONG)).digest('hex');
  const demanded = 'a'.repeat(64);
  const job = { job_id: 'j', campaign_id: 'c', model_url: 'http://host/model.onnx', num_inference_runs: 3 };
  const run = (model_sha256: string | null) =>
    makeRecord(
      { queue: 'q', jobId: 'j', token: 't', attempt: 1, returns: 0 },
      {
        workerId: 'w',
        device,
        units: [CPU],
        enginePackage: FAKE_ENGINE,
        settings: { loads: 1, timeoutMs: 120_000, memoryLimitBytes: null, sandbox: WITHOUT_SANDBOX },
        // A store that was deceived: whatever it is asked for, it has this file.
        models: {
          acquire: () =>
            Promise.resolve({
              path: file,
              fileName: 'model.onnx',
              format: 'onnx',
              release: () => Promise.resolve(),
            }),
        },
        launch: launchBenchmark,
        turns: new Turns([]),
        health: { prove: () => Promise.resolve(null), report: () => undefined },
        clock: systemClock,
        log: pino({ level: 'silent' }),
        fetchJob: () => Promise.resolve({ job: { ...job, compute_unit: CPU, model_sha256 } }),
        isOrchestratorThere: () => Promise.resolve(true),
        unknownJobs: new UnknownJobs(),
        withheldJobs: new WithheldJobs(),
        draining: new AbortController().signal,
        ownFolders: [],
      },
      new AbortController().signal,
    );
  const device = await readDevice();
  t.match(await run(demanded), {
    status: 'Failed',
    remark: `MODEL_CHANGED: model.onnx is not the model that is asked for: its SHA-256 is ${measured}, not ${demanded}.`,
  });
  t.match(await run(measured), { status: 'Failed', remark: /the wrong model ran/ });
  t.match(await run(null), { status: 'Failed', remark: /the wrong model ran/ });
});

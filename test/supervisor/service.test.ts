/** The worker as a process, at its daily work. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { resultRecordSchema } from '@dumont/protocol/sark';
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { isIdle, startFleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const CPU = 'CPU (ONNX)';

await t.test('a campaign: every job has one result, of the unit that it names', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('fast.onnx', { runs: [[{ do: 'compute', ms: 1 }]] });
  const worker = fleet.start();
  await worker.logged(isIdle);
  const workerId = fleet.orchestrator.workers()[0]?.workerId ?? '';
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [
      { computeUnit: CPU, runs: 3 },
      { computeUnit: 'GPU (ONNX)', workerId },
      { computeUnit: 'CPU', workerId },
      { computeUnit: '', workerId },
      { computeUnit: 'Abacus', workerId },
    ],
  });
  await fleet.orchestrator.waitForResults(jobIds.length);
  const results = jobIds.map((id) => fleet.orchestrator.results(id)[0]);
  t.same(
    results.map((result) => result?.status),
    ['Complete', 'Failed', 'Complete', 'Complete', 'Failed'],
  );
  t.match(results[1]?.['remark'], /UNIT_UNAVAILABLE: This machine cannot run GPU \(ONNX\).*CPU \(ONNX\)/);
  t.match(results[4]?.['remark'], /"Abacus"/);
  t.same(
    results.map((result) => result?.['ComputeUnits']),
    [CPU, 'GPU (ONNX)', CPU, CPU, 'Abacus'],
  );
  const [first] = results;
  t.same(resultRecordSchema.parse(first), first, 'every field of the contract, and of ours');
  t.match(first, { FileName: 'fast.onnx', worker_id: workerId, inference_count: 3, load_count: 1 });
  t.same(fleet.orchestrator.duplicates(), []);
});

await t.test(
  'statuses come in the order of the contract, and active only after the result',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('fast.onnx', {});
    const worker = fleet.start();
    await worker.logged(isIdle);
    const workerId = fleet.orchestrator.workers()[0]?.workerId ?? '';
    const history = () =>
      fleet.orchestrator.statusHistory(workerId).filter(({ cause }) => cause === 'request');
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    await fleet.orchestrator.waitFor(() => history().length >= 3);
    t.same(
      history().map(({ status }) => status),
      ['busy', 'cleanup', 'active'],
    );
    t.ok(history().every(({ allowed }) => allowed));
    const order = worker.log.map(({ msg }) => msg);
    t.ok(order.indexOf('result published') < order.indexOf('status: active'));
    await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  },
);

await t.test('a job that SARK tries again under its odd name is served', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const [jobId = ''] = jobIds;
  fleet.start();
  await fleet.orchestrator.waitForResults(jobId);
  await fleet.orchestrator.retry(jobId);
  await fleet.orchestrator.waitForResults(2);
  const [first, second] = fleet.orchestrator.results(jobId);
  t.equal(second?.status, 'Complete');
  t.not(second?.result_id, first?.result_id, 'another run, that was asked for');
});

await t.test(
  'jobs with missing and wrong fields fail with the reason, and end nothing',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('fast.onnx', {});
    const wrong: Record<string, unknown>[] = [
      { model_url: undefined },
      { num_inference_runs: 0 },
      { num_inference_runs: 'five' },
      { compute_unit: null },
      { campaign_id: 7 },
      { model_url: 'file:///etc/passwd' },
      { model_url: '/etc/passwd' },
      { model_url: 'http://169.254.169.254/latest/meta-data/x.onnx' },
      { model_url: 'ftp://example.org/x.onnx' },
    ];
    const { jobIds } = await fleet.orchestrator.postCampaign({
      modelUrl,
      jobs: [...wrong.map(() => ({ computeUnit: CPU })), { computeUnit: CPU }],
    });
    wrong.forEach((fields, index) => {
      fleet.orchestrator.alterJob(jobIds[index] ?? '', fields);
    });
    fleet.start();
    await fleet.orchestrator.waitForResults(jobIds.length);
    for (const [index, fields] of wrong.entries()) {
      const [result] = fleet.orchestrator.results(jobIds[index] ?? '');
      t.equal(result?.status, 'Failed', JSON.stringify(fields));
      t.match(result?.['remark'], /^[A-Z_]+: .{10,}/);
      t.notMatch(result?.['remark'], /root:/);
    }
    t.match(fleet.orchestrator.results(jobIds[0] ?? '')[0]?.['remark'], /model_url/);
    t.equal(fleet.orchestrator.results(jobIds.at(-1) ?? '')[0]?.status, 'Complete');
  },
);

await t.test('a runner that crashes, hangs or ends costs its job alone', options, async (t) => {
  const fleet = await startFleet(t);
  const crash = await fleet.model('crash.onnx', { runs: [[{ do: 'die', signal: 'SIGSEGV' }]] });
  const hang = await fleet.model('hang.onnx', { runs: [[{ do: 'hang' }]] });
  const exit = await fleet.model('exit.onnx', { load: [{ do: 'exit', code: 3 }] });
  const fine = await fleet.model('fine.onnx', {});
  fleet.start();
  const remarks: (string | undefined)[] = [];
  for (const [modelUrl, timeoutSeconds] of [
    [crash, 60],
    [hang, 4],
    [exit, 60],
    [fine, 60],
  ] as const) {
    const { jobIds } = await fleet.orchestrator.postCampaign({
      modelUrl,
      jobs: [{ computeUnit: CPU, timeoutSeconds }],
    });
    const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
    remarks.push(String(result?.['remark']));
  }
  t.match(remarks, [
    /RUNNER_CRASHED.*SIGSEGV/,
    /DEADLINE_EXCEEDED.*4 s/,
    /RUNNER_CRASHED.*exit code 3/,
    /^$/,
  ]);
});

await t.test('a local model is used only below the folder given, and never deleted', options, async (t) => {
  const fleet = await startFleet(t);
  const modelRoot = t.testdir({ 'local.onnx': '{}', 'other.txt': '' });
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl: `${modelRoot}/local.onnx`,
    jobs: [{ computeUnit: CPU }, { computeUnit: CPU }],
  });
  fleet.orchestrator.alterJob(jobIds[1] ?? '', { model_url: `${modelRoot}/../../../../../etc/passwd` });
  fleet.start({ flags: ['--model-root', modelRoot] });
  await fleet.orchestrator.waitForResults(2);
  t.match(fleet.orchestrator.results(jobIds[0] ?? '')[0], { status: 'Complete', FileName: 'local.onnx' });
  t.match(fleet.orchestrator.results(jobIds[1] ?? '')[0], { status: 'Failed' });
  t.same(await readdir(modelRoot), ['local.onnx', 'other.txt']);
});

await t.test('a job must give a checksum where that is required, and the right one', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('fast.onnx', {});
  const right = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: CPU }, { computeUnit: CPU }, { computeUnit: CPU }],
  });
  fleet.orchestrator.alterJob(jobIds[1] ?? '', { model_sha256: '0'.repeat(64) });
  fleet.orchestrator.alterJob(jobIds[2] ?? '', { model_sha256: right });
  fleet.start({ flags: ['--require-checksum'] });
  await fleet.orchestrator.waitForResults(3);
  const remarks = jobIds.map((id) => fleet.orchestrator.results(id)[0]?.['remark']);
  t.match(remarks, [/JOB_INVALID.*model_sha256/, /SHA-256/, /^$/]);
});

await t.test('an orchestrator that has forgotten the worker learns of it again', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start();
  await worker.logged(isIdle);
  const [before] = fleet.orchestrator.workers();
  fleet.orchestrator.forget();
  t.same(fleet.orchestrator.workers(), []);
  await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers().length === 1);
  t.match(fleet.orchestrator.workers(), [
    { workerId: before?.workerId, registration: { capabilities: [CPU] } },
  ]);
});

await t.test(
  'the orchestrator away: a running job runs on, its result is published, the service stays',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('slow.onnx', { runs: [[{ do: 'compute', ms: 100 }]] });
    const worker = fleet.start();
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    await worker.logged(({ msg }) => msg === 'benchmark started');
    await fleet.orchestrator.goAway();
    const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
    t.equal(result?.status, 'Complete');
    await fleet.orchestrator.comeBack();
    const again = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    const [second] = await fleet.orchestrator.waitForResults(again.jobIds[0] ?? '');
    t.equal(second?.status, 'Complete');
  },
);

await t.test('without room on its disk the worker takes no job, and says so', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  fleet.start({ flags: ['--min-free-disk', '900000GB'] });
  await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers()[0]?.status === 'faulty');
  t.equal(await fleet.client.llen('jobs:capability:cpu_onnx'), 1);
  t.same(fleet.orchestrator.results(jobIds[0] ?? ''), []);
});

await t.test('a worker that cannot keep models says so, and goes on once it can', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  const modelRoot = t.testdirName;
  await rm(modelRoot, { recursive: true, force: true });
  const worker = fleet.start({ flags: ['--model-root', modelRoot] });
  await worker.logged(({ msg }) => msg.includes('no jobs are taken: --model-root cannot be read'));
  t.same(fleet.orchestrator.results(jobIds[0] ?? ''), []);
  await mkdir(modelRoot);
  const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  t.equal(result?.status, 'Complete');
});

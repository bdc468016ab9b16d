/** Campaigns, the queues that their jobs lie in, and what is served of a job. */
import { orchestratorApi, parseJob, queuesInOrder } from '@dumont/protocol/sark';
import t from 'tap';
import { startTestBed } from './testing.ts';
import { skipWithoutRedis } from '../redis/testing.ts';

const skip = skipWithoutRedis;
const modelUrl = 'http://127.0.0.1:9/m.onnx';

await t.test(
  'a campaign is posted, and its jobs lie in the queues that a worker serves',
  { skip },
  async (t) => {
    const { call, client } = await startTestBed(t);
    const posted = await call('POST', 'api/campaigns', {
      model_url: modelUrl,
      jobs: [
        { compute_unit: 'CPU (ONNX)', num_inference_runs: 3 },
        { compute_unit: 'CPU (ONNX)' },
        { compute_unit: 'Neural Engine (CoreML)' },
        { compute_unit: 'CPU (ONNX)', worker_id: 'worker-0a1b2c3d4e5f' },
        { compute_unit: '', worker_id: 'worker-0a1b2c3d4e5f' },
        { compute_unit: '' },
      ],
    });
    t.match(posted, { status: 200, body: { campaign_id: String, total_jobs: 6, status: 'running' } });
    const { jobs } = posted.body as { jobs: { job_id: string }[] };
    const [first, second, third, fourth, fifth] = jobs.map(({ job_id }) => job_id);
    const lists = queuesInOrder('worker-0a1b2c3d4e5f', ['CPU (ONNX)', 'Neural Engine (CoreML)']);
    t.strictSame(await Promise.all(lists.map((list) => client.lrange(list, 0, -1))), [
      [fifth, fourth],
      [second, first],
      [],
      [third],
      [],
    ]);
    t.equal(await client.dbsize(), 3, 'a job without unit and worker lies nowhere');
    t.equal(await client.rpop('jobs:capability:cpu_onnx'), first, 'served from the right in order');
  },
);

await t.test('a campaign without model or jobs is refused', { skip }, async (t) => {
  const { call } = await startTestBed(t);
  t.match(await call('POST', 'api/campaigns', { jobs: [] }), { status: 400, body: { error: /model_url/ } });
  t.match(await call('POST', 'api/campaigns', { model_url: modelUrl }), {
    status: 400,
    body: { error: /jobs/ },
  });
  t.match(await call('GET', 'api/campaigns'), { body: { count: 0 } });
  t.match(await call('GET', 'api/campaigns/none'), { status: 404, body: { error: String } });
  t.match(await call('GET', 'api/campaigns/none/results'), { status: 404 });
});

await t.test('a job is served with every field; an unknown one is 404', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const { campaignId, jobIds } = await orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: 'GPU (ONNX)', runs: 7, timeoutSeconds: 90 }, {}],
  });
  const [jobId = '', bare = ''] = jobIds;
  const { status, body } = await call('GET', `api/jobs/${jobId}`);
  t.equal(status, 200);
  t.match(body, {
    job: {
      ...{ job_id: jobId, campaign_id: campaignId, model_url: modelUrl, compute_unit: 'GPU (ONNX)' },
      ...{ worker_id: null, num_inference_runs: 7, timeout_seconds: 90 },
      ...{ status: 'pending', retry_count: 0, submitted_at: /^\d{4}-.*Z$/ },
    },
    result: null,
  });
  t.match(parseJob(body), { jobId, runs: 7, timeoutMs: 90_000 });
  t.match(parseJob((await call('GET', `api/jobs/${bare}`)).body), { computeUnit: 'CPU', runs: 10 });
  t.match(await call('GET', 'api/jobs/none'), { status: 404, body: { error: String } });
});

await t.test('a job can be served with missing and wrong fields', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const { jobIds } = await orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: 'CPU (ONNX)' }] });
  const [jobId = ''] = jobIds;
  orchestrator.alterJob(jobId, { model_url: undefined, num_inference_runs: 'ten', surprise: 1 });
  const { body } = await call('GET', `api/jobs/${jobId}`);
  t.match(body, { job: { num_inference_runs: 'ten', surprise: 1 } });
  t.notOk(Object.hasOwn((body as { job: object }).job, 'model_url'));
  t.throws(() => parseJob(body), { code: 'JOB_INVALID' });
});

await t.test('a retried job lies under the un-normalised name, for any worker', { skip }, async (t) => {
  const { call, client, orchestrator } = await startTestBed(t);
  const { jobIds } = await orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: 'CPU (ONNX)', workerId: 'worker-0a1b2c3d4e5f' }],
  });
  const [jobId = ''] = jobIds;
  await orchestrator.retry(jobId);
  t.match(await call('POST', 'dev/retry', { job_id: jobId }), { status: 200 });
  t.strictSame(await client.lrange('jobs:capability:CPU (ONNX)', 0, -1), [jobId, jobId]);
  t.match((await call('GET', `api/jobs/${jobId}`)).body, { job: { worker_id: null, retry_count: 2 } });
  await t.rejects(orchestrator.retry('none'), RangeError);
  t.match(await call('POST', 'dev/retry', { job_id: 'none' }), { status: 404 });
});

await t.test('health and queues', { skip }, async (t) => {
  const { call, client, redis, orchestrator } = await startTestBed(t);
  await client.ping();
  await orchestrator.flush();
  const health = await call('GET', 'api/health');
  t.match(health, {
    status: 200,
    body: {
      status: 'healthy',
      timestamp: String,
      redis: { connected: true, host: '127.0.0.1', port: redis.port, db: 0, timestamp: String },
    },
  });
  t.ok(orchestratorApi.health.response.safeParse(health.body).success, 'a worker understands it');
  const device_info = { UDID: 'u' };
  const body = { device_name: 'd', ip_address: '::1', capabilities: ['CPU (ONNX)'], device_info };
  const { worker_id } = (await call('POST', 'api/register', body)).body as { worker_id: string };
  const jobs = [{ computeUnit: 'CPU (ONNX)' }, { computeUnit: 'CPU (ONNX)' }, { workerId: worker_id }];
  await orchestrator.postCampaign({ modelUrl, jobs });
  t.strictSame(await call('GET', 'api/queue/status'), {
    status: 200,
    body: {
      worker_queues: { [worker_id]: { device_name: 'd', queue_size: 1 } },
      capability_queues: { 'CPU (ONNX)': { queue_size: 2 } },
    },
  });
});

await t.test('reset forgets workers and jobs, and leaves the queues', { skip }, async (t) => {
  const { call, client, orchestrator } = await startTestBed(t);
  const { jobIds } = await orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: 'CPU (ONNX)' }] });
  t.match(await call('POST', 'api/reset'), { status: 200, body: { status: 'reset' } });
  t.match(await call('GET', `api/jobs/${jobIds[0] ?? ''}`), { status: 404 });
  t.equal(await client.llen('jobs:capability:cpu_onnx'), 1);
});

/** Results: taken from Redis, counted, and given as CSV. A result that comes twice shows. */
import { resultRecordSchema, toResultRecord } from '@dumont/protocol/sark';
import t from 'tap';
import { completeReport, failedReport } from '../../packages/protocol/src/testing/sample-report.ts';
import { CSV_COLUMNS } from './server/csv.ts';
import { startTestBed, type TestBed } from './testing.ts';
import { skipWithoutRedis } from '../redis/testing.ts';

const skip = skipWithoutRedis;

async function postTwo({ orchestrator }: TestBed) {
  const jobs = [{ computeUnit: 'CPU (ONNX)' }, { computeUnit: 'GPU (ONNX)' }];
  const { campaignId, jobIds } = await orchestrator.postCampaign({ modelUrl: 'http://x/m.onnx', jobs });
  const [first = '', second = ''] = jobIds;
  const recordOf = (jobId: string, resultId: string, report = completeReport) =>
    JSON.stringify(toResultRecord(report, { jobId, campaignId, workerId: 'worker-1', resultId }));
  return { campaignId, first, second, recordOf };
}

await t.test('a result is received whole, counted and served with its job', { skip }, async (t) => {
  const bed = await startTestBed(t);
  const { orchestrator, client, call } = bed;
  const { campaignId, first, second, recordOf } = await postTwo(bed);
  const received = orchestrator.waitForResults(first);
  await client.lpush('results', recordOf(first, 'r1'));
  const [record] = await received;
  t.strictSame(record, JSON.parse(recordOf(first, 'r1')), 'fields that SARK does not know are kept');
  t.match((await call('GET', `api/jobs/${first}`)).body, {
    job: { status: 'complete' },
    result: { result_id: 'r1' },
  });
  t.match((await call('GET', `api/campaigns/${campaignId}`)).body, {
    ...{ status: 'running', total_jobs: 2, completed_jobs: 1, failed_jobs: 0 },
    job_breakdown: { pending: 1, complete: 1, failed: 0 },
  });
  await client.lpush('results', recordOf(second, 'r2', failedReport));
  t.equal((await orchestrator.waitForResults(2)).length, 2);
  t.match((await call('GET', `api/campaigns/${campaignId}`)).body, {
    ...{ status: 'completed', completed_jobs: 1, failed_jobs: 1 },
    job_breakdown: { pending: 0, complete: 1, failed: 1 },
  });
  t.strictSame(orchestrator.duplicates(), []);
  t.equal(await client.llen('results'), 0);
});

await t.test('a result published twice makes the counters wrong, and shows', { skip }, async (t) => {
  const bed = await startTestBed(t);
  const { orchestrator, client, call } = bed;
  const { campaignId, first, recordOf } = await postTwo(bed);
  const [again, other] = [recordOf(first, 'r1'), recordOf(first, 'r2')];
  await client.lpush('results', again, again, other);
  await orchestrator.flush();
  t.match((await call('GET', `api/campaigns/${campaignId}`)).body, {
    ...{ status: 'completed', completed_jobs: 3 },
    job_breakdown: { pending: 1 },
  });
  t.strictSame(orchestrator.duplicates(), [{ jobId: first, count: 3, byResultId: { r1: 2, r2: 1 } }]);
  t.match((await call('GET', 'dev/ledger')).body, {
    results: 3,
    jobs: [{ job_id: first, count: 3, by_result_id: { r1: 2, r2: 1 } }],
  });
  t.strictSame(
    orchestrator.results(first).map(({ result_id }) => result_id),
    ['r1', 'r1', 'r2'],
    'in the order in which they came',
  );
  t.match(
    (await call('GET', `api/jobs/${first}`)).body,
    { result: { result_id: 'r2' } },
    'the latest is kept',
  );
});

await t.test('what was forgotten is still known to have been published', { skip }, async (t) => {
  const bed = await startTestBed(t);
  const { orchestrator, client, call } = bed;
  const { campaignId, first, recordOf } = await postTwo(bed);
  await client.lpush('results', recordOf(first, 'r1'));
  await orchestrator.waitForResults(first);
  orchestrator.forget();
  await client.lpush('results', recordOf(first, 'r1'));
  await orchestrator.flush();
  t.match(await call('GET', `api/campaigns/${campaignId}`), { status: 404 });
  t.match(orchestrator.duplicates(), [{ jobId: first, count: 2 }]);
});

await t.test('what is no result is kept apart', { skip }, async (t) => {
  const { orchestrator, client, call } = await startTestBed(t);
  const strange = ['{"job_id": 1}', 'not JSON'];
  await client.lpush('results', ...strange);
  await orchestrator.flush();
  t.strictSame(orchestrator.state.ledger.unreadable, strange);
  t.match((await call('GET', 'dev/ledger')).body, { results: 0, unreadable: 2 });
});

await t.test('results as CSV, in the columns of the contract', { skip }, async (t) => {
  const bed = await startTestBed(t);
  const { orchestrator, client, call } = bed;
  const { campaignId, first, second, recordOf } = await postTwo(bed);
  t.match(await call('GET', `api/campaigns/${campaignId}/results`), { status: 404, body: { error: String } });
  await client.lpush('results', recordOf(second, 'r2', failedReport), recordOf(first, 'r1'));
  await orchestrator.flush();
  const { status, body } = await call('GET', `api/campaigns/${campaignId}/results`);
  t.equal(status, 200);
  const [header, ...rows] = String(body).trimEnd().split('\n');
  t.equal(header, CSV_COLUMNS.join(','));
  t.equal(rows.length, 2);
  t.match(rows[0], new RegExp(`^${first},${campaignId},worker-1,Complete,,`));
  t.match(rows[1], new RegExp(`^${second},${campaignId},worker-1,Failed,`));
  const fields = Object.keys(resultRecordSchema.shape);
  t.strictSame(
    CSV_COLUMNS.filter((column) => !fields.includes(column)),
    [],
    'a worker fills every column',
  );
});

await t.test('kept rather than popped, nothing is lost while Redis is killed', { skip }, async (t) => {
  const { orchestrator, client, redis } = await startTestBed(t, { drain: 'keep' }, { appendonly: true });
  const publish = (jobId: string) => client.lpush('results', JSON.stringify({ job_id: jobId }));
  for (const jobId of ['a', 'b', 'c', 'd']) {
    await publish(jobId);
    await redis.kill();
    await redis.restart();
  }
  await publish('e');
  await orchestrator.flush();
  t.strictSame(
    orchestrator.state.ledger.all.map(({ job_id }) => job_id),
    ['a', 'b', 'c', 'd', 'e'],
  );
  await orchestrator.stop();
  t.strictSame(await client.keys('*'), [], 'nothing is left in Redis');
});

await t.test('the orchestrator outlasts Redis, however it takes results', { skip }, async (t) => {
  const { orchestrator, client, call, redis } = await startTestBed(t, {}, { appendonly: true });
  await orchestrator.flush();
  await redis.kill();
  t.match(await call('GET', 'api/health'), { status: 200, body: { redis: { connected: Boolean } } });
  const posting = orchestrator.postCampaign({
    modelUrl: 'http://x/m',
    jobs: [{ computeUnit: 'CPU (ONNX)' }],
  });
  await redis.restart();
  const { jobIds } = await posting;
  t.strictSame(await client.lrange('jobs:capability:cpu_onnx', 0, -1), jobIds);
  await client.lpush('results', '{"job_id": "after"}');
  t.equal((await orchestrator.waitForResults('after')).length, 1);
});

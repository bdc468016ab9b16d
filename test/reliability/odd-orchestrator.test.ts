/** What stands where the orchestrator should: broken servers, proxies, login pages. Nothing of it may hold the worker, nor speak for a job. */
import t, { type Test } from 'tap';
import { OrchestratorClient } from '../../packages/supervisor/src/sark/http/client.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { startOddOrchestrator, type OddOrchestrator, type Oddity } from './support/odd-orchestrator.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import type { WorkerProcess } from '../../tools/worker/worker-process.ts';
import { isClaimed, isIdle, startFleet, type Fleet } from '../support/worker.ts';

const warnings: Error[] = [];
process.on('warning', (warning) => warnings.push(warning));

const options = { skip: skipWithoutRedis };
const { signal } = new AbortController();
const CPU = 'CPU (ONNX)';
const QUEUE = 'jobs:capability:cpu_onnx';
const REGISTRATION = {
  device_name: 'a',
  ip_address: '127.0.0.1',
  capabilities: [],
  device_info: {
    ...{ DeviceName: 'a', DeviceYear: null, Soc: 'a', Ram: '1', DiscreteGpu: null, VRam: null },
    ...{ DeviceOs: 'a', DeviceOsVersion: 'a', UDID: null },
  },
};

const calls = (client: OrchestratorClient) => ({
  health: () => client.health(),
  register: () => client.register(REGISTRATION),
  announce: () => client.announce('w', 'busy'),
  beat: () => client.beat('w', 1),
  job: () => client.job('j'),
});

await t.test('every call has one bound, and only the orchestrator’s own form is an answer', async (t) => {
  const odd = await startOddOrchestrator(t);
  const address = { url: odd.url, token: 'canary-0815' };
  const client = new OrchestratorClient(address, signal);
  const hurried = new OrchestratorClient(address, signal, 300);
  const causes: readonly [Oddity, RegExp][] = [
    ['silent', /cannot be reached.*no whole answer within 300 ms/],
    ['drip', /no whole answer within 300 ms|larger than 1048576 bytes/],
    ['huge', /larger than 1048576 bytes/],
    ['html', /200 to api.* is no SARK orchestrator/],
    ['html not found', /404 to api.* is no SARK orchestrator/],
    ['redirect', /302 to api.* is no SARK orchestrator/],
    [500, /the orchestrator answered 500 .*: told to be odd/],
  ];
  for (const [oddity, message] of causes) {
    odd.answer(oddity);
    const isEndless = oddity === 'silent' || oddity === 'drip';
    for (const [name, make] of Object.entries(calls(isEndless ? hurried : client))) {
      const expected = { name: 'OrchestratorError', failure: 'away', message };
      await t.rejects(make(), expected, `${name}: ${oddity}`);
    }
  }
  odd.answer('other JSON');
  await t.rejects(client.job('j'), { name: 'OrchestratorError', failure: 'away', message: /another form/ });
  odd.answer(null);
  await t.rejects(client.job('j'), {
    name: 'OrchestratorError',
    failure: 'forgotten',
    isFinal: false,
    message: /answered 404/,
  });
});

await t.test('a call ends with its signal, whatever it has come to', async (t) => {
  const odd = await startOddOrchestrator(t);
  const client = new OrchestratorClient({ url: odd.url, token: null }, signal);
  for (const oddity of ['silent', 'drip'] as const) {
    odd.answer(oddity);
    const abort = new AbortController();
    const called = odd.answered();
    const job = client.until(abort.signal).job('j');
    await called;
    abort.abort(new Error('enough'));
    await t.rejects(job, { message: 'enough' }, oddity);
  }
});

interface OddFleet extends Fleet {
  readonly odd: OddOrchestrator;
  /** Queues so many jobs on a model that is served by way of the odd one too. */
  readonly post: (count: number) => Promise<readonly string[]>;
  /** A worker that knows the odd one only. */
  readonly startIdle: () => Promise<WorkerProcess>;
}

async function startOddFleet(t: Test): Promise<OddFleet> {
  const fleet = await startFleet(t);
  const odd = await startOddOrchestrator(t, fleet.orchestrator.url);
  await fleet.model('fast.onnx', {});
  return {
    ...fleet,
    odd,
    post: async (count) => {
      const jobs = Array.from({ length: count }, () => ({ computeUnit: CPU }));
      const modelUrl = `${odd.url}/models/fast.onnx`;
      return (await fleet.orchestrator.postCampaign({ modelUrl, jobs })).jobIds;
    },
    startIdle: async () => {
      const worker = fleet.start({ flags: ['--host', odd.url] });
      await worker.logged(isIdle);
      return worker;
    },
  };
}

const isNotToBeHad = ({ msg }: LogLine): boolean => msg.includes('specification is not to be had now');

await t.test(
  'a login page or a proxy’s error is an absence: jobs wait, and none fails',
  options,
  async (t) => {
    const fleet = await startOddFleet(t);
    const worker = await fleet.startIdle();
    for (const oddity of ['html', 'html not found', 'redirect', 'other JSON'] as const) {
      fleet.odd.answer(oddity);
      const told = worker.log.filter(isNotToBeHad).length;
      const [jobId = ''] = await fleet.post(1);
      await worker.logged((line) => isNotToBeHad(line) && worker.log.filter(isNotToBeHad).length > told);
      t.same(fleet.orchestrator.results(jobId), [], oddity);
      fleet.odd.answer(null);
      const [result] = await fleet.orchestrator.waitForResults(jobId);
      t.equal(result?.status, 'Complete', oddity);
    }
    t.same(fleet.orchestrator.duplicates(), []);
  },
);

await t.test('SIGTERM while a job’s call drips: the worker ends, and the job is back', options, async (t) => {
  for (const oddity of ['drip', 'silent'] as const) {
    const fleet = await startOddFleet(t);
    const worker = await fleet.startIdle();
    fleet.odd.answer(oddity);
    const called = fleet.odd.answered();
    const [jobId = ''] = await fleet.post(1);
    await worker.logged(isClaimed);
    await called;
    t.equal(await worker.kill('SIGTERM'), 0, oddity);
    t.notMatch(
      worker.stderr(),
      /no whole answer within/,
      'the call was ended, and did not end by its own bound',
    );
    t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId]);
    const again = fleet.start();
    t.match(await again.logged(isClaimed), { jobId, attempt: 1 }, 'it has not been tried');
    await again.kill('SIGTERM');
  }
});

await t.test('SIGTERM while registering drips: the worker ends', options, async (t) => {
  const fleet = await startOddFleet(t);
  fleet.odd.answer('drip');
  const called = fleet.odd.answered();
  const worker = fleet.start({ flags: ['--host', fleet.odd.url] });
  await called;
  t.equal(await worker.kill('SIGTERM'), 0);
});

await t.test(
  'where heartbeats get through and no job does, jobs wait, and none fails',
  options,
  async (t) => {
    const fleet = await startOddFleet(t);
    fleet.odd.answer('html', 'api/jobs/');
    const ids = await fleet.post(2);
    const worker = fleet.start({ flags: ['--host', fleet.odd.url] });
    const isWithheld = ({ msg }: LogLine): boolean => msg.includes('does not give the job');
    t.match(await worker.logged(isWithheld), { counts: false });
    const other = (line: LogLine): boolean =>
      isClaimed(line) && line['jobId'] !== worker.log.find(isClaimed)?.['jobId'];
    t.match(await worker.logged(other), { attempt: 1 }, 'the other one has its turn');
    fleet.odd.answer(null);
    await fleet.orchestrator.waitForResults(2);
    for (const id of ids) t.match(fleet.orchestrator.results(id), [{ status: 'Complete' }]);
  },
);

await t.test('one job’s trouble holds no other, and is its result in the end', options, async (t) => {
  const fleet = await startOddFleet(t);
  const [bad = '', ...good] = await fleet.post(3);
  fleet.odd.answer(500, `api/jobs/${bad}`);
  const worker = await fleet.startIdle();
  await fleet.orchestrator.waitForResults(3);
  t.match(fleet.orchestrator.results(bad), [
    { status: 'Failed', remark: /JOB_INVALID: Given up after 3 attempts: .*answered 500 .*told to be odd/ },
  ]);
  for (const jobId of good) t.match(fleet.orchestrator.results(jobId), [{ status: 'Complete' }]);
  const isGivenBack = ({ msg, counts }: LogLine) => msg.includes('does not give the job') && counts === true;
  t.equal(worker.log.filter(isGivenBack).length, 2);
});

await t.test(
  'ids that the orchestrator has forgotten are asked for once, once it is certain',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const ids = Array.from({ length: 40 }, (_, index) => `forgotten-${index}`);
    await fleet.client.lpush(QUEUE, ...ids);
    fleet.start();
    await fleet.orchestrator.waitForResults(ids.length);
    for (const id of ids)
      t.match(fleet.orchestrator.results(id), [{ status: 'Failed', remark: /Job not found/ }]);
    t.equal(fleet.orchestrator.calls('job'), 2 * 5 + (ids.length - 2));
  },
);

await t.test('its connections have no more listeners than one call needs', async (t) => {
  t.same(warnings, []);
});

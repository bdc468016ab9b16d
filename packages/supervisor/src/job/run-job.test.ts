import { rm } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';
import type { BenchmarkRequest } from '@dumont/runner';
import t from 'tap';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { MachineFault } from './give-back.ts';
import type { RecordContext } from './job-context.ts';
import { MAX_ATTEMPTS, MAX_RETURNS } from './refuse-poison.ts';
import { makeRecord } from './run-job.ts';
import { Turns } from './turns.ts';
import { UnknownJobs } from './unknown-jobs.ts';
import { WithheldJobs } from './withheld-jobs.ts';

const { signal } = new AbortController();
const job = {
  campaign_id: 'c',
  job_id: 'a',
  model_url: 'http://host/m.onnx',
  compute_unit: 'CPU (ONNX)',
  num_inference_runs: 1,
};
const nothing = (): void => undefined;
const claim = { queue: 'q', jobId: 'a', token: 't', attempt: 1, returns: 0 };

function context(parts: Partial<RecordContext>): RecordContext {
  return {
    workerId: 'w',
    device: completeReport.device,
    units: ['CPU (ONNX)'],
    enginePackage: null,
    settings: {
      loads: 1,
      timeoutMs: 1000,
      memoryLimitBytes: null,
      sandbox: { mode: 'strict', scratchBytes: 1 },
    },
    models: {
      acquire: () =>
        Promise.resolve({
          path: '/m.onnx',
          fileName: 'm.onnx',
          format: 'onnx',
          release: () => Promise.resolve(),
        }),
    },
    launch: () => Promise.resolve(completeReport),
    turns: new Turns([]),
    ownFolders: ['/data'],
    health: { prove: () => Promise.resolve(null), report: nothing },
    fetchJob: () => Promise.resolve({ job }),
    isOrchestratorThere: () => Promise.resolve(true),
    unknownJobs: new UnknownJobs(),
    withheldJobs: new WithheldJobs(),
    draining: new AbortController().signal,
    clock: new LeapingClock(),
    log: silentLog,
    ...parts,
  };
}

await t.test(
  'a disk that is too full gives the job back, until it has been tried often enough',
  async (t) => {
    const full = context({
      models: { acquire: () => Promise.reject(new DumontError('STORAGE_FAILED', 'no room')) },
    });
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      await t.rejects(makeRecord({ ...claim, attempt }, full, signal), new MachineFault('models', 'no room'));
    }
    const record = await makeRecord({ ...claim, attempt: MAX_ATTEMPTS }, full, signal);
    t.match(record, { status: 'Failed', remark: 'STORAGE_FAILED: no room' });
  },
);

await t.test('an open wall is the machine’s fault only where the machine finds it open too', async (t) => {
  const error = { code: 'SANDBOX_UNAVAILABLE', message: 'open', exitCode: 14, signal: null } as const;
  const launch = () => Promise.resolve({ ...completeReport, status: 'failed' as const, error });
  const record = await makeRecord(claim, context({ launch }), signal);
  t.match(record, { status: 'Failed', remark: 'SANDBOX_UNAVAILABLE: open' });
  const prove: RecordContext['health']['prove'] = (kind) => Promise.resolve(`${kind}: open indeed`);
  const health = { prove, report: nothing };
  await t.rejects(
    makeRecord(claim, context({ launch, health }), signal),
    new MachineFault('sandbox', 'sandbox: open indeed'),
  );
});

await t.test('what goes round in a circle has an end', async (t) => {
  t.match(await makeRecord({ ...claim, returns: MAX_RETURNS }, context({}), signal), { status: 'Complete' });
  for (const often of [{ returns: MAX_RETURNS + 1 }, { attempt: MAX_ATTEMPTS + 1 }]) {
    const record = await makeRecord({ ...claim, ...often }, context({}), signal);
    t.match(record, { status: 'Failed', remark: /^RUNNER_CRASHED: Given up/ });
  }
});

await t.test('a remark names the model by its file name, and no place of the worker’s', async (t) => {
  const path = '/data/models/0f3a';
  const release = () => Promise.resolve();
  const models = {
    acquire: () => Promise.resolve({ path, fileName: 'm.onnx', format: 'onnx' as const, release }),
  };
  const error = {
    code: 'MODEL_INVALID',
    message: `cannot load ${path}`,
    exitCode: 10,
    signal: null,
  } as const;
  const launch = () => Promise.resolve({ ...completeReport, status: 'failed' as const, error });
  t.match(await makeRecord(claim, context({ models, launch }), signal), {
    remark: 'MODEL_INVALID: cannot load m.onnx',
  });
  const refused = {
    acquire: () => Promise.reject(new DumontError('MODEL_NOT_FOUND', 'no /data/models/x here')),
  };
  t.match(await makeRecord(claim, context({ models: refused }), signal), {
    remark: 'MODEL_NOT_FOUND: no x here',
  });
});

await t.test(
  'a job that the orchestrator never gives fails with the reason at its last attempt',
  async (t) => {
    const broken = new OrchestratorError('answered 500', 'away');
    // While others are given.
    const withheldJobs = new WithheldJobs();
    withheldJobs.withheld(claim.jobId);
    withheldJobs.given('another');
    const withheld = () => context({ withheldJobs, fetchJob: () => Promise.reject(broken) });
    await t.rejects(makeRecord(claim, withheld(), signal), { name: 'GivenBack', counts: true });
    const record = await makeRecord({ ...claim, attempt: MAX_ATTEMPTS }, withheld(), signal);
    t.match(record, { status: 'Failed', remark: /JOB_INVALID: Given up after 3 attempts: .*answered 500/ });
    const away = context({
      fetchJob: withheld().fetchJob,
      isOrchestratorThere: () => Promise.resolve(false),
    });
    const expected = { name: 'GivenBack', counts: false };
    await t.rejects(makeRecord({ ...claim, attempt: MAX_ATTEMPTS }, away, signal), expected);
  },
);

await t.test('a model that vanishes from the cache is the machine’s fault', async (t) => {
  const file = `${t.testdir({ 'm.onnx': '' })}/m.onnx`;
  const release = () => Promise.resolve();
  const cached = { path: file, fileName: 'm.onnx', format: 'onnx' as const, standsAlone: true, release };
  const models = { acquire: () => Promise.resolve(cached) };
  const error = { code: 'MODEL_NOT_FOUND', message: 'nothing there', exitCode: 10, signal: null } as const;
  const launch = () => Promise.resolve({ ...completeReport, status: 'failed' as const, error });
  const record = await makeRecord(claim, context({ models, launch }), signal);
  t.match(record, { remark: 'MODEL_NOT_FOUND: nothing there' }, 'not where it is still there');
  await rm(file);
  await t.rejects(makeRecord(claim, context({ models, launch }), signal), {
    name: 'MachineFault',
    kind: 'models',
    message: /vanished from the cache/,
  });
});

await t.test('the time limit covers the download, and says so', async (t) => {
  const acquire: RecordContext['models']['acquire'] = (_request, { signal: within }) =>
    new Promise((_resolve, reject) => {
      within.addEventListener('abort', () => {
        reject(within.reason as Error);
      });
    });
  const settings = { ...context({}).settings, timeoutMs: 1 };
  const launch: RecordContext['launch'] = () => Promise.reject(new Error('began all the same'));
  const record = await makeRecord(claim, context({ models: { acquire }, settings, launch }), signal);
  t.match(record, { status: 'Failed', remark: /^DEADLINE_EXCEEDED: The download of the model was ended/ });
});

await t.test(
  'of several cards each job is given one, and a job on the CPU has the machine to itself',
  async (t) => {
    const requests: BenchmarkRequest[] = [];
    const both = Promise.withResolvers<undefined>();
    const launch: RecordContext['launch'] = async (request) => {
      requests.push(request);
      if (requests.length === 2) both.resolve(undefined);
      await both.promise;
      return completeReport;
    };
    const turns = new Turns(['GPU-a', 'GPU-b']);
    const parts = { units: ['CPU (ONNX)', 'GPU (ONNX)'], launch, turns } as const;
    const gpu = { ...job, compute_unit: 'GPU (ONNX)' };
    const onCard = context({ ...parts, fetchJob: () => Promise.resolve({ job: gpu }) });
    const onCpu = context({ ...parts, fetchJob: () => Promise.resolve({ job }) });
    const cards = [makeRecord(claim, onCard, signal), makeRecord(claim, onCard, signal)];
    await both.promise;
    const alone = makeRecord(claim, onCpu, signal);
    await Promise.all([...cards, alone]);
    t.strictSame(
      requests.map(({ computeUnit, card }) => [computeUnit, card]),
      [
        ['GPU (ONNX)', 'GPU-a'],
        ['GPU (ONNX)', 'GPU-b'],
        ['CPU (ONNX)', undefined],
      ],
    );
  },
);

await t.test('what fails ends its turn', async (t) => {
  const turns = new Turns([]);
  const failing = context({ turns, models: { acquire: () => Promise.reject(new Error('a bug')) } });
  for (let attempt = 0; attempt < 2; attempt++) await t.rejects(makeRecord(claim, failing, signal), /a bug/);
  const unknown = context({ turns, fetchJob: () => Promise.resolve({ job: { ...job, compute_unit: 'x' } }) });
  t.match(await makeRecord(claim, unknown, signal), { status: 'Failed' });
  t.equal((await turns.take('CPU (ONNX)', signal)).card, null);
});

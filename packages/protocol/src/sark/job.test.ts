import fc from 'fast-check';
import t from 'tap';
import { DumontError } from '../errors.ts';
import { parseJob } from './job.ts';

/** As an orchestrator answers, with fields that no worker needs. */
const answer = (changes: Record<string, unknown> = {}) => ({
  job: {
    job_id: 'b6f1',
    campaign_id: 'c-7',
    model_url: 'http://models.local/det.onnx',
    compute_unit: 'CPU (ONNX)',
    worker_id: 'worker-0a1b2c3d4e5f',
    num_inference_runs: 10,
    status: 'pending',
    retry_count: 0,
    submitted_at: 1_772_368_496.5,
    timeout_seconds: 90.5,
    priority: { of: 'no meaning here' },
    ...changes,
  },
  result: null,
});

await t.test('a job is read in our own words', async (t) => {
  t.strictSame(parseJob(answer()), {
    jobId: 'b6f1',
    campaignId: 'c-7',
    modelUrl: 'http://models.local/det.onnx',
    modelSha256: null,
    computeUnit: 'CPU (ONNX)',
    workerId: 'worker-0a1b2c3d4e5f',
    runs: 10,
    timeoutMs: 90_500,
  });
});

await t.test('a job can name no library, provider option or device', async (t) => {
  const named = {
    provider_library: '/x.so',
    providerLibrary: '/x.so',
    plugIn: { library: '/x.so', name: null },
  };
  const told = { provider_option: { a: 'b' }, device: 'GPU', engine: { plugIn: named.plugIn } };
  t.strictSame(parseJob(answer({ ...named, ...told })), parseJob(answer()));
});

await t.test('what may be left out or empty may', async (t) => {
  t.equal(parseJob(answer({ compute_unit: '' })).computeUnit, null, 'any unit');
  for (const absent of [null, undefined]) {
    t.match(parseJob(answer({ worker_id: absent, timeout_seconds: absent })), {
      workerId: null,
      timeoutMs: null,
    });
  }
  t.equal(
    parseJob(answer({ compute_unit: 'TPU (Future)' })).computeUnit,
    'TPU (Future)',
    'judged where it is run',
  );
});

await t.test('a job cannot name code that runs it', async (t) => {
  const library = '/tmp/evil/libonnxruntime.so';
  const named = {
    ...{
      onnxruntime: library,
      library,
      runtime_api: 'node',
      engine: { name: 'onnx', package: library, library },
    },
  };
  t.strictSame(parseJob(answer(named)), parseJob(answer()));
});

await t.test('a checksum is read in either case', async (t) => {
  t.equal(parseJob(answer({ model_sha256: 'AB'.repeat(32) })).modelSha256, 'ab'.repeat(32));
});

await t.test('a number of runs may come as text', async (t) => {
  t.equal(parseJob(answer({ num_inference_runs: '10' })).runs, 10);
  t.equal(parseJob(answer({ num_inference_runs: ' 25 ' })).runs, 25);
});

await t.test('each missing or wrong field is named', async (t) => {
  const faults = {
    job_id: [undefined, '', 7],
    campaign_id: [undefined, null],
    model_url: [undefined, '', {}],
    compute_unit: [undefined, null, 3],
    num_inference_runs: [undefined, null, 0, -1, 1.5, '', '0', '-3', '1e2', 'ten', ['10'], 1e9],
    timeout_seconds: [0, -5, 'soon', 1e9],
    worker_id: [5],
    model_sha256: ['', 'abc', 5, 'g'.repeat(64)],
  };
  for (const [field, values] of Object.entries(faults)) {
    for (const value of values) {
      t.throws(
        () => parseJob(answer({ [field]: value })),
        { code: 'JOB_INVALID', message: new RegExp(`job\\.${field}`) },
        `${field}: ${JSON.stringify(value)}`,
      );
    }
  }
});

await t.test('several faults are told at once', async (t) => {
  t.throws(() => parseJob({ job: {} }), { message: /job\.job_id.*job\.model_url.*job\.num_inference_runs/ });
});

await t.test('whatever the orchestrator answers, it is a job or a clear error', async () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (response, job) => {
      for (const candidate of [response, { job }, answer({ model_url: response, timeout_seconds: job })]) {
        try {
          parseJob(candidate);
        } catch (error) {
          if (!(error instanceof DumontError && error.code === 'JOB_INVALID')) return false;
        }
      }
      return true;
    }),
  );
});

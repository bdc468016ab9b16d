/** Jobs that attack their worker: what they are told, and what they can end. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel } from '@dumont/engines/testing';
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { whyNoSandbox } from '../support/sandbox.ts';
import { isIdle, startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const ENGINE = path.join(import.meta.dirname, 'fixtures', 'hostile-engine.ts');

async function resultOf({ orchestrator }: Fleet, modelUrl: string) {
  const { jobIds } = await orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: 'CPU (ONNX)' }] });
  const [result] = await orchestrator.waitForResults(jobIds[0] ?? '');
  return result;
}

await t.test('a secret is in no log, result, metric, file or runner', options, async (t) => {
  const secret = `canary-${randomBytes(12).toString('hex')}`;
  const fleet = await startFleet(t, { args: ['--user', 'worker', 'on', `>${secret}`, '~*', '&*', '+@all'] });
  const withKey = (url: string): string =>
    `${url.replace('//', `//user:${secret}@`)}?key=${secret}#${secret}`;
  const worker = fleet.start({
    flags: ['--metrics-port', '0', '--log-level', 'trace', '--engine', ENGINE],
    env: {
      CANARY: secret,
      DUMONT_TOKEN: secret,
      DUMONT_REDIS_URL: fleet.redis.url.replace('//', `//worker:${secret}@`),
    },
    words: ['--host', fleet.orchestrator.url, '--loads', '1'],
  });
  const { port } = await worker.logged(({ msg }) => msg === 'metrics are served');
  const results: unknown[] = [];
  for (const modelUrl of [
    await fleet.model('fast.onnx', {}),
    await fleet.model('told.onnx', { attack: 'own-environment', target: '', amount: 0 }),
    `${fleet.orchestrator.url}/models/missing.onnx`,
    'http://10.0.0.1/m.onnx',
  ]) {
    results.push(await resultOf(fleet, withKey(modelUrl)));
  }
  t.match(results, [
    { status: 'Complete' },
    { remark: /the attacker says: \{.*"PATH"/ },
    { remark: /404/ },
    { remark: /10\.0\.0\.1 is at no public address/ },
  ]);
  const metrics = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  // Errors of connections are told with what is known of them.
  await fleet.orchestrator.stop();
  await fleet.redis.kill();
  await worker.logged(({ msg }) => msg.startsWith('no job can be claimed'));
  t.ok(worker.log.some(isIdle));
  const written = { logs: worker.stderr(), metrics, results: JSON.stringify(results) };
  for (const [where, text] of Object.entries(written)) t.notOk(text.includes(secret), where);
  const entries = await readdir(fleet.dataDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  t.ok(files.length > 2, 'there are files to look at');
  for (const file of files) {
    t.notOk((await readFile(file, 'latin1')).includes(secret), path.relative(fleet.dataDir, file));
  }
});

await t.test('a downloaded model reaches none of those beside it in the cache', options, async (t) => {
  const fleet = await startFleet(t);
  fleet.start({ words: ['--host', fleet.orchestrator.url, '--redis-url', fleet.redis.url, '--loads', '1'] });
  const value = { elementType: 'uint8', shape: [8] } as const;
  const model = encodeModel({
    nodes: [{ opType: 'Max', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
    initializers: [
      {
        name: 'w',
        elementType: 'uint8',
        dims: [8],
        content: { external: { location: 'index.json', offset: 0, length: 8 } },
      },
    ],
  });
  await writeFile(path.join(path.dirname(fleet.dataDir), 'models', 'beside.onnx'), model);
  t.match(await resultOf(fleet, `${fleet.orchestrator.url}/models/beside.onnx`), {
    status: 'Failed',
    remark: /^MODEL_INVALID.*"index\.json", and a downloaded model stands alone/,
  });
});

await t.test(
  'messages without an end, without sense or too long cost their job alone',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const worker = fleet.start({ flags: ['--engine', ENGINE] });
    const attacks = [
      { attack: 'flood-messages', target: '{"type":"refused","message":"no"}', amount: 100_000 },
      { attack: 'flood-bytes', target: '', amount: 2 ** 28 },
      { attack: 'send-line', target: '{"type":', amount: 0 },
      { attack: 'send-line', target: '{"type":"finished"}', amount: 0 },
    ];
    for (const [index, script] of attacks.entries()) {
      const result = await resultOf(fleet, await fleet.model(`attack-${index}.onnx`, script));
      t.match(result, { status: 'Failed', remark: /^RUNNER_CRASHED/ }, script.attack);
    }
    t.match(await resultOf(fleet, await fleet.model('fine.onnx', {})), { status: 'Complete' });
    t.equal(worker.process.exitCode, null);
    t.same(fleet.orchestrator.duplicates(), []);
  },
);

await t.test('an id that no address can hold is refused, in one line', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start();
  await worker.logged(isIdle);
  for (const jobId of ['.', '..']) {
    await fleet.client.lpush('jobs:capability:cpu_onnx', jobId);
    const [result] = await fleet.orchestrator.waitForResults(jobId);
    t.match(result, { status: 'Failed', remark: `JOB_INVALID: No job can have the id "${jobId}".` });
    t.equal(worker.log.filter(({ remark }) => remark === result?.['remark']).length, 1);
  }
});

/** @returns what the orchestrator was told of the worker beside the usual */
function faultsOf({ orchestrator }: Fleet) {
  const [worker] = orchestrator.workers();
  return orchestrator.statusHistory(worker?.workerId ?? '').filter(({ status }) => status === 'faulty');
}

await t.test('what a job says of its machine stops no worker, and is its own result', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start({ flags: ['--engine', ENGINE] });
  for (const code of ['STORAGE_FAILED', 'SANDBOX_UNAVAILABLE', 'DEADLINE_EXCEEDED']) {
    const target = JSON.stringify({ type: 'failed', code, message: 'believe me' });
    const sent = await fleet.model(`sent-${code}.onnx`, { attack: 'send-line', target, amount: 0 });
    t.match(await resultOf(fleet, sent), {
      status: 'Failed',
      remark: /^RUNNER_CRASHED: .*not of the protocol/,
    });
    const thrown = await fleet.model(`thrown-${code}.onnx`, { load: [{ do: 'fail', code, message: 'so' }] });
    t.match(await resultOf(fleet, thrown), { status: 'Failed', remark: `INTERNAL: ${code}: so` });
  }
  t.match(await resultOf(fleet, await fleet.model('fine.onnx', {})), { status: 'Complete' });
  t.same(faultsOf(fleet), []);
  t.same(
    worker.log.filter(({ attempt }) => attempt !== undefined && attempt !== 1),
    [],
  );
  t.same(fleet.orchestrator.duplicates(), []);
});

await t.test(
  'a job that says its walls are open, where they are not, is not believed and fails alone',
  { skip: skipWithoutRedis || ((await whyNoSandbox()) ?? false) },
  async (t) => {
    const fleet = await startFleet(t);
    const worker = fleet.start({ flags: ['--engine', ENGINE, '--sandbox', 'strict'] });
    const target = JSON.stringify({ type: 'walls', open: ['processes'], inherited: [] });
    const open = await fleet.model('open.onnx', { attack: 'send-line', target, amount: 0 });
    t.match(await resultOf(fleet, open), {
      status: 'Failed',
      // Walls are tried before foreign code runs, once.
      remark: /^RUNNER_CRASHED: .*not believed, because it said "walls" after/,
    });
    t.match(await resultOf(fleet, await fleet.model('fine.onnx', {})), { status: 'Complete' });
    t.same(faultsOf(fleet), []);
    t.same(
      worker.log.filter(({ attempt }) => attempt !== undefined && attempt !== 1),
      [],
    );
  },
);

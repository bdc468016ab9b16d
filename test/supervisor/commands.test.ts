/** The other commands, and what a running worker shows of itself. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { FAKE_ENGINE } from '../support/command.ts';
import { isIdle, startFleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };

await t.test('enrolled once, it starts without a flag', options, async (t) => {
  const fleet = await startFleet(t);
  const where = ['--data-dir', fleet.dataDir];
  const enrolled = await fleet.run(
    ['enroll', ...where, '--host', fleet.orchestrator.url, '--engine', FAKE_ENGINE, '--device-name', 'lab-7'],
    { DUMONT_REDIS_URL: fleet.redis.url, DUMONT_TOKEN: 'canary-0815' },
  );
  t.match(enrolled, { exitCode: 0, stdout: /Enrolled as worker-[0-9a-f]{12}, with CPU \(ONNX\)/ });
  for (const name of ['identity.json', 'config.json']) {
    t.equal((await stat(path.join(fleet.dataDir, name))).mode & 0o077, 0, name);
  }
  t.match(JSON.parse(await readFile(path.join(fleet.dataDir, 'config.json'), 'utf8')), {
    host: fleet.orchestrator.url,
    redisUrl: fleet.redis.url,
    deviceName: 'lab-7',
  });
  const worker = fleet.start({ words: [] });
  await worker.logged(isIdle);
  t.match(fleet.orchestrator.workers(), [{ registration: { device_name: 'lab-7' } }]);
  t.notMatch(enrolled.stdout + enrolled.stderr + worker.stderr(), 'canary-0815');
});

await t.test('what is odd in the place of its files is named, with exit code 2', options, async (t) => {
  const fleet = await startFleet(t);
  const where = ['--host', fleet.orchestrator.url, '--engine', FAKE_ENGINE, '--redis-url', fleet.redis.url];
  await writeFile(fleet.dataDir, '');
  for (const command of ['start', 'enroll', 'validate', 'test', 'info']) {
    const { exitCode, stderr } = await fleet.run([command, '--data-dir', fleet.dataDir]);
    t.match({ exitCode, stderr }, { exitCode: 2, stderr: /cannot be read: ENOTDIR/ }, command);
  }
  await rm(fleet.dataDir);
  await mkdir(path.join(fleet.dataDir, 'identity.json', 'inner'), { recursive: true });
  const at = ['--data-dir', fleet.dataDir, ...where];
  t.match(await fleet.run(['enroll', ...at]), { exitCode: 2, stderr: /--data-dir cannot be used/ });
  t.match(await fleet.run(['info', '--data-dir', fleet.dataDir, '--engine', FAKE_ENGINE]), { exitCode: 0 });
  if (process.platform !== 'linux') return;
  const inProc = await fleet.run(['enroll', '--data-dir', '/proc/dumont', ...where]);
  t.match(inProc, { exitCode: 2, stderr: /--data-dir cannot be used: ENOENT/ });
});

await t.test('without an orchestrator to go to it says so', options, async (t) => {
  const fleet = await startFleet(t);
  const nowhere = await fleet.run(['start', '--data-dir', fleet.dataDir]);
  t.match(nowhere, { exitCode: 2, stderr: /--host is missing/ });
});

await t.test('test tells what is wrong, and how to mend it', options, async (t) => {
  const fleet = await startFleet(t, { args: ['--maxmemory-policy', 'allkeys-lru'] });
  const words = ['test', '--json', '--data-dir', fleet.dataDir, '--host', fleet.orchestrator.url];
  const evicting = await fleet.run([...words, '--redis-url', fleet.redis.url]);
  t.equal(evicting.exitCode, 2);
  const { checks } = JSON.parse(evicting.stdout) as {
    checks: { name: string; ok: boolean; remedy?: string }[];
  };
  t.same(
    checks.filter(({ ok }) => !ok).map(({ name }) => name),
    ['redis eviction'],
  );
  t.match(checks.find(({ name }) => name === 'redis eviction')?.remedy, /noeviction/);
  await fleet.orchestrator.goAway();
  await fleet.redis.kill();
  const away = await fleet.run([
    ...words.filter((word) => word !== '--json'),
    '--redis-url',
    fleet.redis.url,
  ]);
  t.equal(away.exitCode, 2);
  t.match(away.stdout, /FAIL {2}orchestrator .*\n +Check --host/);
  t.match(away.stdout, /FAIL {2}redis /);
});

await t.test('info and validate tell of this machine', options, async (t) => {
  const fleet = await startFleet(t);
  const where = ['--data-dir', fleet.dataDir, '--engine', FAKE_ENGINE];
  const info = await fleet.run(['info', '--json', ...where]);
  t.match(JSON.parse(info.stdout), { workerId: null, units: [{ unit: 'CPU (ONNX)', available: true }] });
  const valid = await fleet.run(['validate', '--json', ...where]);
  const { checks } = JSON.parse(valid.stdout) as { checks: { name: string; ok: boolean }[] };
  const wrong = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  t.same(
    wrong.filter((name) => name !== 'sandbox'),
    [],
  );
  const crowded = await fleet.run(['validate', ...where, '--min-free-disk', '900000GB']);
  t.match(crowded, { exitCode: 2, stdout: /FAIL {2}disk .*\n +Make room/ });
});

await t.test('metrics and health are served on the loopback interface', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start({ flags: ['--metrics-port', '0'], env: { DUMONT_TOKEN: 'canary-0815' } });
  const { port } = await worker.logged(({ msg }) => msg === 'metrics are served');
  const get = (what: string) => fetch(`http://127.0.0.1:${String(port)}${what}`);
  await worker.logged(isIdle);
  t.equal((await get('/healthz')).status, 200);
  t.equal((await get('/readyz')).status, 200);
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: 'CPU (ONNX)' }],
  });
  await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
  await worker.logged(({ msg, reason }) => msg === 'status: active' && String(reason).includes('done with'));
  const text = await (await get('/metrics')).text();
  t.match(text, /dumont_jobs_total\{outcome="Complete"\} 1/);
  t.match(text, /dumont_results_published_total\{answer="OK"\} 1/);
  t.match(text, /dumont_worker_status\{status="active"\} 1/);
  t.notMatch(text, 'canary-0815');
  t.notMatch(JSON.stringify(fleet.orchestrator.results(jobIds[0] ?? '')), 'canary-0815');
  await fleet.redis.kill();
  await worker.logged(({ msg }) => msg.startsWith('no job can be claimed'));
  t.match(await (await get('/readyz')).json(), {
    ready: false,
    reasons: [/^there is no connection to Redis/],
  });
  t.equal((await get('/healthz')).status, 200, 'nothing remote is asked');
});

await t.test(
  'without its sandbox under strict a worker is faulty, and takes no job',
  { skip: skipWithoutRedis || (process.platform !== 'linux' && 'Linux only') },
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('fast.onnx', {});
    await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: 'CPU (ONNX)' }] });
    const worker = fleet.start({
      flags: ['--sandbox', 'strict'],
      env: { PATH: path.dirname(process.execPath) },
    });
    await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers()[0]?.status === 'faulty');
    t.match(worker.stderr(), /bubblewrap|bwrap/);
    t.equal(await fleet.client.llen('jobs:capability:cpu_onnx'), 1);
  },
);

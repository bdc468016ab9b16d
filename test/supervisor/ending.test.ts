/** How a worker ends, by signals and by force, and what becomes of its job. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { isAlive } from '../support/processes.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { isClaimed, isIdle, isStarted, startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const CPU = 'CPU (ONNX)';
const CONTAINER = ['unshare', '--map-root-user', '--mount', '--net'] as const;
const QUEUE = 'jobs:capability:cpu_onnx';

/** One job on a model that never comes to its end. */
async function postHanging(fleet: Fleet, script = { runs: [[{ do: 'hang' }]] }): Promise<string> {
  const modelUrl = await fleet.model('hang.onnx', script);
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  return jobIds[0] ?? '';
}

await t.test('idle, it ends at once and leaves nothing in Redis', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = fleet.start();
  await worker.logged(isIdle);
  t.equal(await worker.kill('SIGTERM'), 0);
  t.same(await fleet.client.keys('dumont:*'), []);
});

await t.test('busy, it finishes its job first, and takes no other', options, async (t) => {
  const fleet = await startFleet(t);
  const modelUrl = await fleet.model('slow.onnx', { runs: [[{ do: 'compute', ms: 50 }]] });
  const { jobIds } = await fleet.orchestrator.postCampaign({
    modelUrl,
    jobs: [{ computeUnit: CPU }, { computeUnit: CPU }],
  });
  const worker = fleet.start();
  await worker.logged(isStarted);
  t.equal(await worker.kill('SIGTERM'), 0);
  await fleet.orchestrator.flush();
  t.equal(jobIds.flatMap((id) => fleet.orchestrator.results(id)).length, 1);
  t.equal(await fleet.client.llen(QUEUE), 1);
});

await t.test('a job that takes too long is given back, and has not been tried', options, async (t) => {
  const fleet = await startFleet(t);
  const jobId = await postHanging(fleet);
  const worker = fleet.start({ flags: ['--drain-timeout', '200ms'] });
  await worker.logged(isStarted);
  t.equal(await worker.kill('SIGTERM'), 0);
  t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId]);
  const again = fleet.start();
  t.match(await again.logged(isClaimed), { jobId, attempt: 1 });
});

await t.test('a second signal does not wait, and gives the job back', options, async (t) => {
  const fleet = await startFleet(t);
  const jobId = await postHanging(fleet);
  const worker = fleet.start();
  await worker.logged(isStarted);
  worker.process.kill('SIGTERM');
  await worker.logged(({ msg }) => msg.startsWith('stopping'));
  t.equal(await worker.kill('SIGTERM'), 143);
  t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId]);
});

await t.test(
  'killed in mid-run, it runs the job again when it is back, and publishes once',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('slow.onnx', { runs: [[{ do: 'compute', ms: 100 }]] });
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    const worker = fleet.start();
    await worker.logged(isStarted);
    t.equal(await worker.kill('SIGKILL'), 'SIGKILL');
    const again = fleet.start();
    t.match(await again.logged(isClaimed), { jobId: jobIds[0], attempt: 2 });
    const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
    t.equal(result?.status, 'Complete');
    t.same(fleet.orchestrator.duplicates(), []);
  },
);

await t.test('a job that kills its worker each time is given up', options, async (t) => {
  const fleet = await startFleet(t);
  const jobId = await postHanging(fleet);
  for (const attempt of [1, 2, 3]) {
    const worker = fleet.start();
    t.match(await worker.logged(isClaimed), { jobId, attempt });
    await worker.kill('SIGKILL');
  }
  fleet.start();
  const [result] = await fleet.orchestrator.waitForResults(jobId);
  t.match(result, { status: 'Failed', remark: /RUNNER_CRASHED: Given up after 3 attempts/ });
});

for (const fault of ['exception', 'rejection']) {
  await t.test(
    `an ${fault} that nothing catches: the job is given back first, and has been tried`,
    { skip: skipWithoutRedis || (process.platform === 'win32' && 'there is no SIGUSR2') },
    async (t) => {
      const fleet = await startFleet(t);
      const jobId = await postHanging(fleet);
      const part = new URL('fixtures/part-that-throws.ts', import.meta.url);
      const worker = fleet.start({ env: { NODE_OPTIONS: `--import=${part.href}`, FAULT: fault } });
      await worker.logged(isStarted);
      t.equal(await worker.kill('SIGUSR2'), 1);
      t.match(
        worker.log.find(({ level }) => level === 60 || level === 'fatal'),
        {
          err: { message: 'a part that throws' },
        },
      );
      t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId]);
      const again = fleet.start();
      t.match(await again.logged(isClaimed), { jobId, attempt: 2 });
    },
  );
}

await t.test(
  'what a killed worker was running does not outlive it',
  { skip: skipWithoutRedis || (process.platform !== 'linux' && 'the parent-death signal is Linux’s') },
  async (t) => {
    const fleet = await startFleet(t);
    const modelUrl = await fleet.model('hang.onnx', { runs: [[{ do: 'hang' }]] });
    await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    const worker = fleet.start();
    await worker.logged(isStarted);
    const children = await childrenOf(worker.process.pid ?? 0);
    t.ok(children.length > 0);
    await worker.kill('SIGKILL');
    await gone(children);
    t.pass('all of them are gone');
  },
);

await t.test('one identity is in one place', options, async (t) => {
  const fleet = await startFleet(t);
  const first = fleet.start();
  await first.logged(isIdle);
  const sameFolder = fleet.start();
  t.equal(await sameFolder.ended, 2);
  t.match(sameFolder.stderr(), /another dumont-supervisor is running with the data folder/);
  const otherFolder = fleet.start({ dataDir: `${fleet.dataDir}-copy` });
  t.equal(await otherFolder.ended, 2);
  t.match(otherFolder.stderr(), /is running already: process \d+ on/);
  t.equal(first.process.exitCode, null, 'the first one runs on');
});

await t.test(
  'a data folder is one folder in every container',
  { skip: skipWithoutRedis || cannotMount() },
  async (t) => {
    const fleet = await startFleet(t);
    const elsewhere = `${fleet.dataDir}-elsewhere`;
    await mkdir(elsewhere);
    const first = fleet.start();
    await first.logged(isIdle);
    // Another view of the files, another network: what two containers have of one volume.
    const script = 'mount --bind "$0" "$1" && shift && exec "$@"';
    const under = [...CONTAINER, 'sh', '-c', script, fleet.dataDir, elsewhere];
    const second = fleet.start({ dataDir: elsewhere, under });
    t.equal(await second.ended, 2);
    t.match(second.stderr(), `another dumont-supervisor is running with the data folder ${elsewhere}`);
    await first.kill('SIGKILL');
    const [third, fourth] = [fleet.start(), fleet.start()];
    const loser = await Promise.race([third.ended, fourth.ended]);
    t.equal(loser, 2, 'of two that begin at once one is refused');
    const winner = third.process.exitCode === null ? third : fourth;
    await winner.logged(isIdle);
  },
);

await t.test(
  'the same path in another container is another folder',
  { skip: skipWithoutRedis || cannotMount() },
  async (t) => {
    const fleet = await startFleet(t);
    const volumes = ['a', 'b'].map((name) => `${fleet.dataDir}-${name}`);
    for (const folder of [fleet.dataDir, ...volumes]) await mkdir(folder);
    // As containers with the host's name and network are; each keeps the identity of the one machine.
    const script = 'mount --bind "$0" "$1" && shift && exec "$@"';
    const [first, second] = volumes.map((volume) => ({
      under: ['unshare', '--map-root-user', '--mount', 'sh', '-c', script, volume, fleet.dataDir],
    }));
    const owner = fleet.start(first);
    await owner.logged(isIdle);
    const other = fleet.start(second);
    t.equal(await other.ended, 2);
    t.match(other.stderr(), /is running already: process \d+ on/);
    t.equal(owner.process.exitCode, null, 'the first one runs on');
  },
);

await t.test('a data folder that was deleted lets no second worker in', options, async (t) => {
  const fleet = await startFleet(t);
  const first = fleet.start();
  await first.logged(isIdle);
  // The worker may write into it in the meantime.
  await rm(fleet.dataDir, { recursive: true, maxRetries: 100, retryDelay: 10 });
  const second = fleet.start();
  t.equal(await second.ended, 2);
  t.match(second.stderr(), /is running already: process \d+ on|another dumont-supervisor is running/);
  t.equal(first.process.exitCode, null, 'the first one runs on');
});

function cannotMount(): string | false {
  const [program, ...words] = CONTAINER;
  const { status, stderr } = spawnSync(program, [...words, 'mount', '--bind', '/tmp', '/mnt'], {
    encoding: 'utf8',
  });
  return status === 0 ? false : `no mount namespaces here: ${stderr}`;
}

async function childrenOf(pid: number): Promise<number[]> {
  for (;;) {
    const file = `/proc/${pid}/task/${pid}/children`;
    const pids = existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
    if (pids.length > 0) return pids;
    await setImmediate();
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await setImmediate();
}

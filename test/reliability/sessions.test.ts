/** What ends a session ends it: jobs go back once, and the worker begins again, or ends with the right code. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ownerKey } from '@dumont/supervisor';
import t from 'tap';
import { mountDisk, skipWithoutMounts } from '../support/mounts.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { untilAborted } from '../../packages/supervisor/src/time/until-aborted.ts';
import { startService } from '../support/service.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { isClaimed, isIdle, startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const onDisk = { skip: skipWithoutRedis || skipWithoutMounts };
const CPU = 'CPU (ONNX)';
const QUEUE = 'jobs:capability:cpu_onnx';

async function postJob(fleet: Fleet): Promise<string> {
  const modelUrl = await fleet.model('fast.onnx', {});
  const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
  return jobIds[0] ?? '';
}

async function completes(fleet: Fleet): Promise<boolean> {
  const [result] = await fleet.orchestrator.waitForResults(await postJob(fleet));
  return result?.status === 'Complete';
}

const isPublished = ({ msg }: LogLine): boolean => msg === 'result published';
const isFaulty = ({ msg }: LogLine): boolean => msg.startsWith('no jobs are taken');
const isFine = ({ msg }: LogLine): boolean => msg === 'jobs are taken again';

await t.test(
  'another process takes the identity: the job goes back once, exit code 2',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const jobId = await postJob(fleet);
    const worker = startService(t, fleet, { benchmark: untilAborted });
    await worker.logged(isClaimed);
    const [id = ''] = fleet.orchestrator.workers().map(({ workerId }) => workerId);
    const mark = { process: 'other', place: 'elsewhere', host: 'copy', pid: 7 };
    await fleet.client.set(ownerKey(id), JSON.stringify(mark));
    await t.rejects(worker.ended, {
      code: 'USAGE',
      exitCode: 2,
      message: /process 7 on copy has its identity/,
    });
    t.same(await fleet.client.lrange(QUEUE, 0, -1), [jobId]);
    t.equal(worker.log.filter(isClaimed).length, 1);
  },
);

await t.test('the orchestrator gives another id: the worker goes on under it', options, async (t) => {
  const fleet = await startFleet(t);
  const jobId = await postJob(fleet);
  let runs = 0;
  const worker = startService(t, fleet, {
    benchmark: async (signal) => {
      runs += 1;
      if (runs === 1) await untilAborted(signal);
    },
  });
  await worker.logged(isClaimed);
  fleet.orchestrator.rename('-again');
  const [result] = await fleet.orchestrator.waitForResults(jobId);
  t.match(result, { status: 'Complete', worker_id: /-again$/ });
  t.equal(worker.log.filter(isClaimed).length, 2);
  await worker.drain();
  t.same(await fleet.client.keys('dumont:owner:*'), []);
});

await t.test('units found later are registered and served', options, async (t) => {
  const fleet = await startFleet(t);
  let bubblewrap = false;
  const worker = startService(t, fleet, {
    parts: {
      probe: () =>
        Promise.resolve([{ unit: CPU, available: bubblewrap, reason: bubblewrap ? null : 'no bubblewrap' }]),
    },
  });
  await worker.logged(isFaulty);
  const done = completes(fleet);
  bubblewrap = true;
  // The orchestrator is away in that moment too.
  fleet.orchestrator.fail('register', 503, 2);
  t.ok(await done);
  await worker.logged(
    ({ msg, capabilities }) =>
      msg === 'registered with the orchestrator' && JSON.stringify(capabilities) === JSON.stringify([CPU]),
  );
});

await t.test('the data folder vanishes: the worker makes another one', options, async (t) => {
  const fleet = await startFleet(t);
  const worker = startService(t, fleet);
  t.ok(await completes(fleet));
  await rm(fleet.dataDir, { recursive: true });
  const from = worker.log.length;
  await worker.logged(isFaulty, from);
  t.ok(await completes(fleet));
  await rm(path.join(fleet.dataDir, 'outbox'), { recursive: true });
  t.ok(await completes(fleet), 'also where it had not been noticed yet');
});

await t.test(
  'a result that only memory holds outlives its session: the job runs once',
  options,
  async (t) => {
    const fleet = await startFleet(t, { appendonly: true });
    const outbox = path.join(fleet.dataDir, 'outbox');
    let runs = 0;
    const worker = startService(t, fleet, {
      benchmark: async () => {
        runs += 1;
        if (runs > 1) return;
        // Not even root can write below a file.
        await rm(outbox, { recursive: true });
        await writeFile(outbox, '');
        await fleet.redis.kill();
      },
    });
    const jobId = await postJob(fleet);
    await worker.logged(({ msg }) => msg.includes('kept in memory'));
    const isBegun = ({ msg }: LogLine): boolean =>
      /the orchestrator calls this worker .*-again now/.test(msg);
    fleet.orchestrator.rename('-again');
    await worker.logged(isBegun);
    await rm(outbox);
    await fleet.redis.restart();
    const [result] = await fleet.orchestrator.waitForResults(jobId);
    t.equal(result?.status, 'Complete');
    await worker.logged(isPublished);
    t.equal(runs, 1);
  },
);

await t.test('read-only before publication: published once, deleted when it can be', onDisk, async (t) => {
  const fleet = await startFleet(t, { appendonly: true });
  const outbox = path.join(fleet.dataDir, 'outbox');
  const disk = await mountDisk(t, outbox, '1m');
  const worker = startService(t, fleet, { benchmark: () => fleet.redis.kill() });
  const jobId = await postJob(fleet);
  await worker.logged(({ msg }) => msg.includes('waits in the outbox'));
  await disk.setWritable(false);
  await fleet.redis.restart();
  await worker.logged(isPublished);
  await worker.logged(({ msg }) => isFaulty({ msg }) && msg.includes('cannot be deleted'));
  t.equal((await readdir(outbox)).length, 1);
  await disk.setWritable(true);
  await worker.logged(isFine);
  await worker.logged(isIdle, worker.log.findIndex(isFine));
  while ((await readdir(outbox)).length > 0) await new Promise(setImmediate);
  await fleet.orchestrator.flush();
  t.equal(fleet.orchestrator.results(jobId).length, 1);
});

await t.test('registered anew on a full disk: faulty, and well when there is room', onDisk, async (t) => {
  const fleet = await startFleet(t);
  await mountDisk(t, fleet.dataDir, '1m');
  const worker = startService(t, fleet);
  t.ok(await completes(fleet));
  // From here on nothing is deleted that would make room.
  await worker.logged(isPublished);
  await worker.logged(isIdle, worker.log.findIndex(isPublished));
  const ballast = path.join(fleet.dataDir, 'ballast');
  await writeFile(ballast, Buffer.alloc(2 ** 21)).catch(() => undefined);
  fleet.orchestrator.rename('-again');
  await worker.logged(({ msg }) => isFaulty({ msg }) && msg.includes('identity'));
  await rm(ballast);
  const [result] = await fleet.orchestrator.waitForResults(await postJob(fleet));
  t.match(result, { status: 'Complete', worker_id: /-again$/ });
  const identity: unknown = JSON.parse(await readFile(path.join(fleet.dataDir, 'identity.json'), 'utf8'));
  t.match(identity, { workerId: /-again$/ });
});

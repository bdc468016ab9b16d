/** Nobody reads the worker's log: it goes on, keeps its leases, and says afterwards what was dropped. */
import t from 'tap';
import { queueKeys } from '@dumont/supervisor';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { isIdle, startFleet } from '../support/worker.ts';

const CPU = 'CPU (ONNX)';
const QUEUE = 'jobs:capability:cpu_onnx';
/** Each is refused by a line: together more than what the system and the worker keep. */
const ODD_IDS = 12_000;

const isDropped = ({ msg }: LogLine): boolean => msg.includes('lines of the log were dropped');

/** What stderr is: as services have it of systemd, and as shells give it. */
const kinds = [
  { name: 'a socket', under: [] },
  { name: 'a pipe', under: ['bash', '-c', 'exec "$@" 2> >(exec cat >&2)', 'bash'] },
] as const;

for (const { name, under } of kinds) {
  await t.test(name, { skip: skipWithoutRedis }, async (t) => {
    const fleet = await startFleet(t);
    const worker = fleet.start({ under, flags: ['--log-level', 'trace'] });
    await worker.logged(isIdle);
    worker.process.stderr?.pause();
    const odd = Array.from({ length: ODD_IDS }, (_, index) => Buffer.from([0xff, index >> 8, index & 0xff]));
    await fleet.client.lpush(QUEUE, ...odd);
    const modelUrl = await fleet.model('fast.onnx', {});
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl, jobs: [{ computeUnit: CPU }] });
    const [result] = await fleet.orchestrator.waitForResults(jobIds[0] ?? '');
    t.equal(result?.status, 'Complete');
    const live = await fleet.client.zcount(queueKeys(QUEUE).lease, Date.now(), '+inf');
    t.equal(live, 1);
    worker.process.stderr?.resume();
    await worker.logged(isDropped);
    t.equal(await worker.kill('SIGTERM'), 0);
  });
}

/** What the orchestrator believes of a worker, and under which id the worker is known to it. */
import t from 'tap';
import { FAKE_ENGINE } from '../support/command.ts';
import { skipWithoutRedis } from '../../tools/redis/testing.ts';
import { isIdle, startFleet, type Fleet } from '../support/worker.ts';

const options = { skip: skipWithoutRedis };
const CPU = 'CPU (ONNX)';

/** A worker of the other make, as it registers: without a UDID. */
async function registerPythonWorker({ call }: Fleet): Promise<string> {
  const { body } = await call('POST', 'api/register', {
    device_name: 'old-name',
    ip_address: '127.0.0.1',
    capabilities: [CPU, 'GPU (ONNX)'],
    device_info: { DeviceName: 'old-name', Soc: 'x86_64', Ram: '16GB', DeviceOs: 'Linux' },
  });
  return (body as { worker_id: string }).worker_id;
}

const where = ({ dataDir, orchestrator }: Fleet) => [
  ...['--data-dir', dataDir, '--host', orchestrator.url, '--engine', FAKE_ENGINE],
];

await t.test('an old name is told in test, info and the log, with the way out', options, async (t) => {
  const fleet = await startFleet(t);
  const first = await fleet.run(['enroll', ...where(fleet), '--device-name', 'first']);
  t.match(first, { exitCode: 0, stderr: /registered/ });
  t.notMatch(first.stderr, /believes otherwise/);
  const second = await fleet.run(['enroll', ...where(fleet), '--device-name', 'second']);
  t.match(second.stderr, /believes otherwise/);
  t.match(
    JSON.stringify(second.stderr),
    /calls the worker .*first.*, not .*second.*api\/reset.*--new-identity/,
  );
  const { stdout } = await fleet.run(['test', '--json', ...where(fleet), '--redis-url', fleet.redis.url]);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean; remedy?: string }[] };
  t.match(
    checks.filter(({ ok }) => !ok),
    [{ name: 'registration', detail: /"first", not "second"/, remedy: /reset/ }],
  );
  const info = await fleet.run(['info', '--json', ...where(fleet)]);
  t.match(JSON.parse(info.stdout), {
    orchestrator: { believed: { device_name: 'first' }, wrong: [/"first"/] },
  });
  const renewed = await fleet.run(['enroll', ...where(fleet), '--device-name', 'second', '--new-identity']);
  t.match(renewed, { exitCode: 0 });
  t.notMatch(renewed.stderr, /believes otherwise/);
  t.match(
    fleet.orchestrator.workers().map(({ registration }) => registration.device_name),
    ['first', 'second'],
  );
});

await t.test('an orchestrator that repeats the token has it shown nowhere', options, async (t) => {
  const fleet = await startFleet(t);
  const enrolled = await fleet.run(['enroll', ...where(fleet), '--device-name', 'canary-0815']);
  const [workerId = ''] = /worker-[0-9a-f]{12}/.exec(enrolled.stdout) ?? [];
  for (const json of [[], ['--json']]) {
    const args = ['info', ...json, ...where(fleet), '--device-name', 'other'];
    const { stdout, stderr } = await fleet.run(args, { DUMONT_TOKEN: 'canary-0815' });
    t.match(stdout, /\[hidden\].*not .*other/);
    t.notMatch(stdout + stderr, 'canary-0815');
  }
  const again = await fleet.run(['enroll', ...where(fleet)], { DUMONT_TOKEN: workerId });
  t.match(again.stdout, /Enrolled as \[hidden\]/);
  t.notMatch(again.stdout + again.stderr, workerId);
});

await t.test(
  'a worker goes on under the id of another, as long as the orchestrator knows it',
  options,
  async (t) => {
    const fleet = await startFleet(t);
    const old = await registerPythonWorker(fleet);
    const stranger = await fleet.run(['enroll', ...where(fleet), '--worker-id', 'worker-none']);
    t.match(stranger, { exitCode: 2, stderr: /not enrolled.*404.*Worker not found/ });
    const enrolled = await fleet.run(['enroll', ...where(fleet), '--worker-id', old]);
    t.match(enrolled, { exitCode: 0, stdout: `Enrolled as ${old}`, stderr: /believes otherwise/ });
    const modelUrl = await fleet.model('fast.onnx', {});
    const { jobIds } = await fleet.orchestrator.postCampaign({
      modelUrl,
      jobs: [{ computeUnit: CPU, workerId: old }],
    });
    const worker = fleet.start();
    t.match(await fleet.orchestrator.waitForResults(jobIds[0] ?? ''), [
      { status: 'Complete', worker_id: old },
    ]);
    t.same(
      fleet.orchestrator.workers().map(({ workerId }) => workerId),
      [old],
      'it has not registered as another one',
    );
    fleet.orchestrator.forget();
    await fleet.orchestrator.waitFor(() => fleet.orchestrator.workers().length === 1);
    t.not(fleet.orchestrator.workers()[0]?.workerId, old);
    await worker.logged(({ msg }) => msg === 'the orchestrator has forgotten the id that was taken over');
    await worker.logged((line) => isIdle(line) && line['workerId'] !== old);
  },
);

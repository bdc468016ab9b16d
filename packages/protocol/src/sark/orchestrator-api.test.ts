import t from 'tap';
import { fitsInPath, orchestratorApi, orchestratorErrorSchema, toDeviceInfo } from './orchestrator-api.ts';
import { completeReport } from '../testing/sample-report.ts';

const registration = {
  device_name: 'bench-01',
  ip_address: '192.168.1.20',
  capabilities: ['CPU (ONNX)'],
  device_info: toDeviceInfo(completeReport.device),
};

await t.test('the device is told in the orchestrator’s words', async (t) => {
  t.strictSame(registration.device_info, {
    DeviceName: 'bench-01',
    DeviceYear: null,
    Soc: 'AMD Ryzen 7 5800X',
    Ram: '31',
    DiscreteGpu: 'NVIDIA GeForce RTX 3060',
    VRam: '12',
    DeviceOs: 'Debian GNU/Linux',
    DeviceOsVersion: '12',
    UDID: '4f2c9a1e-90f5-4c53-8ee2-6d1d6b3f3f0a',
  });
  const vramOf = (vram: number | null) => toDeviceInfo({ ...completeReport.device, vram }).VRam;
  t.equal(vramOf(null), null);
  t.equal(vramOf(512), '0.5');
  t.equal(vramOf(24_564), '24');
});

await t.test('requests must be exact', async (t) => {
  const { register, status, heartbeat } = orchestratorApi;
  t.strictSame(register.request.parse(registration), registration);
  for (const field of Object.keys(registration)) {
    t.notOk(register.request.safeParse({ ...registration, [field]: undefined }).success, field);
  }
  const ram = (Ram: unknown) =>
    register.request.safeParse({ ...registration, device_info: { ...registration.device_info, Ram } });
  t.notOk(ram(32).success, 'memory is a string');
  t.notOk(ram('31.3').success, 'of whole GB');
  t.ok(status.request.safeParse({ status: 'cleanup' }).success);
  t.notOk(status.request.safeParse({ status: 'idle' }).success);
  t.ok(heartbeat.request.safeParse({ timestamp: 1_772_368_496.5 }).success);
  t.notOk(heartbeat.request.safeParse({}).success);
});

await t.test('answers are read, and what they say more is ignored', async (t) => {
  const { health, register, heartbeat, status } = orchestratorApi;
  t.match(
    health.response.parse({
      status: 'healthy',
      timestamp: 1,
      redis: { connected: true, host: 'localhost', port: 6379, db: 0, timestamp: 1 },
    }),
    { status: 'healthy', redis: { connected: true, port: 6379 } },
  );
  t.strictSame(register.response.parse({ worker_id: 'w', status: 'updated', action: 'recovered', more: 1 }), {
    worker_id: 'w',
    status: 'updated',
    action: 'recovered',
  });
  t.match(
    heartbeat.response.parse({
      worker_id: 'w',
      status: 'active',
      previous_status: 'faulty',
      action: 'recovered',
    }),
    { action: 'recovered' },
  );
  t.ok(status.response.safeParse({ anything: true }).success);
  t.notOk(register.response.safeParse({ status: 'registered', action: 'created' }).success, 'no worker id');
  const named = (worker_id: string) =>
    register.response.safeParse({ worker_id, status: 'registered', action: 'created' }).success;
  t.notOk(named(''));
  t.notOk(named('..'), 'it would name other calls');
  t.ok(named('worker {1}/..'));
  t.equal(
    orchestratorErrorSchema.parse({ error: 'Missing field: capabilities' }).error,
    'Missing field: capabilities',
  );
});

await t.test('paths are the orchestrator’s, whatever the id holds', async (t) => {
  const { health, register, status, heartbeat, job } = orchestratorApi;
  t.equal(health.path(), 'api/health');
  t.equal(register.path(), 'api/register');
  t.equal(status.path('worker-1'), 'api/workers/worker-1/status');
  t.equal(heartbeat.path('worker-1'), 'api/workers/worker-1/heartbeat');
  t.equal(job.path('../a b'), 'api/jobs/..%2Fa%20b');
  const base = 'http://sark.lan/base/';
  const ids = [
    'j1',
    '../a b',
    '%2e%2e',
    '.hidden',
    '...',
    'a\\b',
    'x?y#z',
    'ü\u0000\n',
    '{}',
    'http://elsewhere/',
  ];
  for (const id of ids) {
    t.ok(fitsInPath(id), id);
    const { pathname, search, hash } = new URL(job.path(id), base);
    t.equal(pathname, `/base/api/jobs/${encodeURIComponent(id)}`);
    t.equal(search + hash, '');
  }
  for (const id of ['', '.', '..', 'half \ud83d']) t.notOk(fitsInPath(id), id);
});

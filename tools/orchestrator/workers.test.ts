/** Registration, status and heartbeat, as a worker meets them. */
import { createHash } from 'node:crypto';
import { orchestratorApi, toDeviceInfo, type Registration } from '@dumont/protocol/sark';
import t from 'tap';
import { completeReport } from '../../packages/protocol/src/testing/sample-report.ts';
import { startTestBed } from './testing.ts';
import { skipWithoutRedis } from '../redis/testing.ts';

const skip = skipWithoutRedis;
const UDID = '4f2c9a1e-90f5-4c53-8ee2-6d1d6b3f3f0a';

function registration(device: Partial<Registration['device_info']> = {}): Registration {
  return {
    device_name: 'bench-01',
    ip_address: '192.168.1.20',
    capabilities: ['CPU (ONNX)'],
    device_info: { ...toDeviceInfo(completeReport.device), UDID, ...device },
  };
}

const idFrom = (text: string) => `worker-${createHash('md5').update(text).digest('hex').slice(0, 12)}`;

await t.test('a device is created, then updated, under the id made of its UDID', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const first = await call('POST', 'api/register', registration());
  t.strictSame(first, {
    status: 200,
    body: { worker_id: idFrom(UDID), status: 'registered', action: 'created' },
  });
  t.ok(orchestratorApi.register.response.safeParse(first.body).success, 'a worker understands it');
  t.match(await call('POST', 'api/register', registration()), {
    body: { worker_id: idFrom(UDID), status: 'updated', action: 'updated' },
  });
  t.match(orchestrator.workers(), [{ workerId: idFrom(UDID), status: 'active' }]);
  t.match(await call('GET', 'api/workers'), { body: { count: 1 } });
  t.match(await call('GET', `api/workers/${idFrom(UDID)}`), { body: { device_info: { UDID } } });
  t.match(await call('GET', 'api/workers/worker-none'), { status: 404, body: { error: String } });
});

await t.test('a worker that registers again keeps its first name and units', { skip }, async (t) => {
  const { call } = await startTestBed(t);
  await call('POST', 'api/register', registration());
  const again = { ...registration(), device_name: 'other', capabilities: [], ip_address: '192.168.1.21' };
  t.match(await call('POST', 'api/register', again), { body: { action: 'updated' } });
  const first = { device_name: 'bench-01', capabilities: ['CPU (ONNX)'] };
  t.match(await call('GET', `api/workers/${idFrom(UDID)}`), { body: first });
  await call('POST', 'api/reset');
  t.match(await call('POST', 'api/register', again), { body: { action: 'created' } });
  t.match(await call('GET', `api/workers/${idFrom(UDID)}`), { body: { device_name: 'other' } });
});

await t.test('without a UDID, identical machines are one', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  const { DeviceName, Soc, Ram, DeviceOs } = registration().device_info;
  const answer = await call('POST', 'api/register', registration({ UDID: null }));
  t.match(answer.body, { worker_id: idFrom(`${DeviceName}_${Soc}_${Ram}_${DeviceOs}`) });
  t.match((await call('POST', 'api/register', registration({ UDID: null, DeviceOsVersion: '13' }))).body, {
    action: 'updated',
  });
  await call('POST', 'api/register', registration({ UDID: null, Ram: '64' }));
  t.equal(orchestrator.workers().length, 2);
});

await t.test('every top field is required', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  for (const field of ['device_name', 'ip_address', 'capabilities', 'device_info']) {
    t.strictSame(await call('POST', 'api/register', { ...registration(), [field]: undefined }), {
      status: 400,
      body: { error: `Missing field: ${field}` },
    });
  }
  t.match(await call('POST', 'api/register', { ...registration(), capabilities: 'CPU' }), { status: 400 });
  t.strictSame(orchestrator.workers(), []);
});

await t.test('a status: 200 even for a stranger, 400 for another word', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  await call('POST', 'api/register', registration());
  const id = idFrom(UDID);
  const path = `api/workers/${id}/status`;
  for (const status of ['busy', 'cleanup', 'active', 'faulty', 'active']) {
    t.strictSame(await call('PUT', path, { status }), { status: 200, body: { worker_id: id, status } });
    t.equal(orchestrator.workers()[0]?.status, status);
  }
  t.match(await call('PUT', path, { status: 'idle' }), { status: 400, body: { error: String } });
  t.match(await call('PUT', path), { status: 400, body: { error: 'Missing field: status' } });
  t.match(await call('PUT', 'api/workers/worker-stranger/status', { status: 'busy' }), { status: 200 });
  t.match(orchestrator.statusHistory('worker-stranger'), [
    { previous: null, status: 'busy', allowed: false },
  ]);
});

await t.test('a move that is not allowed is answered 200 and shows in the history', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  await call('POST', 'api/register', registration());
  const id = idFrom(UDID);
  t.match(await call('PUT', `api/workers/${id}/status`, { status: 'cleanup' }), { status: 200 });
  t.equal(orchestrator.workers()[0]?.status, 'active');
  t.match(orchestrator.statusHistory(id), [
    { cause: 'registration', previous: null, status: 'active', allowed: true },
    { cause: 'request', previous: 'active', status: 'cleanup', allowed: false },
  ]);
});

await t.test('a heartbeat is answered, and 404 when the worker is forgotten', { skip }, async (t) => {
  const { call, orchestrator } = await startTestBed(t);
  await call('POST', 'api/register', registration());
  const id = idFrom(UDID);
  const beat = () => call('POST', `api/workers/${id}/heartbeat`, { timestamp: 1_790_000_000.5 });
  const answer = await beat();
  t.strictSame(answer, {
    status: 200,
    body: { worker_id: id, status: 'active', previous_status: 'active', action: 'updated' },
  });
  t.ok(orchestratorApi.heartbeat.response.safeParse(answer.body).success, 'a worker understands it');
  orchestrator.forget();
  t.match(await beat(), { status: 404, body: { error: String } });
  t.match((await call('POST', 'api/register', registration())).body, { action: 'created' });
  t.match(await beat(), { status: 200 });
});

await t.test(
  'a minute of silence makes a worker faulty; a heartbeat or registration mends it',
  { skip },
  async (t) => {
    let nowMs = 1_790_000_000_000;
    const { call, orchestrator } = await startTestBed(t, { now: () => nowMs });
    await call('POST', 'api/register', registration());
    const id = idFrom(UDID);
    const later = (ms: number) => {
      nowMs += ms;
      orchestrator.sweep();
      return orchestrator.workers()[0]?.status;
    };
    t.equal(later(60_000), 'active');
    t.equal(later(1), 'faulty');
    t.match((await call('POST', `api/workers/${id}/heartbeat`, { timestamp: 1 })).body, {
      status: 'active',
      previous_status: 'faulty',
      action: 'recovered',
    });
    t.equal(later(60_001), 'faulty');
    t.match((await call('POST', 'api/register', registration())).body, {
      status: 'updated',
      action: 'recovered',
    });
    t.strictSame(
      orchestrator.statusHistory(id).map(({ status, cause }) => `${cause}: ${status}`),
      [
        'registration: active',
        'silence: faulty',
        'heartbeat: active',
        'silence: faulty',
        'registration: active',
      ],
    );
  },
);

import { stat } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { silentLog } from '../testing/silent-log.ts';
import { asKnown, keepIdentity, readIdentity } from './identity.ts';

await t.test('the same after every restart', async (t) => {
  const folder = t.testdir({});
  const first = await readIdentity(folder, 'machine-1', silentLog);
  t.same(first, { udid: 'machine-1', machine: 'machine-1', workerId: null, isTakenOver: false });
  await keepIdentity(folder, { ...first, workerId: 'worker-1' });
  t.same(await readIdentity(folder, 'machine-1', silentLog), { ...first, workerId: 'worker-1' });
  t.equal((await stat(path.join(folder, 'identity.json'))).mode & 0o077, 0);
});

await t.test('a machine without an id of its own is given one, and keeps it', async (t) => {
  const folder = t.testdir({});
  const first = await readIdentity(folder, null, silentLog);
  t.match(first.udid, /^[0-9a-f-]{36}$/);
  await keepIdentity(folder, first);
  t.same(await readIdentity(folder, null, silentLog), first);
});

await t.test('a copied disk does not copy the identity', async (t) => {
  const folder = t.testdir({});
  await keepIdentity(folder, {
    udid: 'machine-1',
    machine: 'machine-1',
    workerId: 'worker-1',
    isTakenOver: true,
  });
  t.same(await readIdentity(folder, 'machine-2', silentLog), {
    udid: 'machine-2',
    machine: 'machine-2',
    workerId: null,
    isTakenOver: false,
  });
});

await t.test('what cannot be read is made anew', async (t) => {
  for (const content of ['{"udid":', {}]) {
    const folder = t.testdir({ 'identity.json': content });
    t.equal((await readIdentity(folder, 'machine-1', silentLog)).udid, 'machine-1');
  }
});

await t.test('the name that was given wins', async (t) => {
  const device = { deviceName: 'host', udid: null } as Parameters<typeof asKnown>[0];
  const identity = { udid: 'u', machine: null, workerId: null, isTakenOver: false };
  t.match(asKnown(device, identity, null), { deviceName: 'host', udid: 'u' });
  t.match(asKnown(device, identity, 'lab-7'), { deviceName: 'lab-7', udid: 'u' });
});

import os from 'node:os';
import { deviceSchema } from '@dumont/protocol';
import t from 'tap';
import { readDevice } from './inventory.ts';

await t.test('this device', async (t) => {
  const device = deviceSchema.parse(await readDevice());
  t.equal(device.deviceName, os.hostname());
  t.not(device.os, '');
  t.not(device.soc, '');
  t.ok(device.ramGb > 0);
  t.equal(await readDevice(), await readDevice(), 'is asked for once');
});

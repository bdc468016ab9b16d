/** Foundation as a fake of it that is built here. */
import path from 'node:path';
import koffi from 'koffi';
import t, { type Test } from 'tap';
import { buildFake, skipWithoutGcc as skip } from '../../host/testing/fake-library.ts';
import { readMacosCondition } from './macos-condition.ts';

const SOURCE = path.join(import.meta.dirname, 'testing', 'fake-process-info.c');

async function open(t: Test, flag: string) {
  const file = await buildFake(SOURCE, t.testdir({}), `-D${flag}`);
  const fake = koffi.load(file);
  return {
    read: () => readMacosCondition({ objc: file, foundation: file }),
    set: fake.func('void fake_set(long state, int low_power)'),
    pools: fake.func('int fake_pools(void)'),
  };
}

await t.test('heat and power saving, as they are now', { skip }, async (t) => {
  const { read, set, pools } = await open(t, 'AS_NOW');
  t.strictSame(await read(), { thermalState: 'nominal', lowPowerMode: false });
  set(2, 1);
  t.strictSame(await read(), { thermalState: 'serious', lowPowerMode: true });
  set(9, 0);
  t.strictSame(await read(), { thermalState: null, lowPowerMode: false }, 'a state of no known meaning');
  t.equal(pools(), 0);
});

await t.test('an older system does not know both', { skip }, async (t) => {
  const { read } = await open(t, 'OLD');
  t.strictSame(await read(), { thermalState: 'nominal', lowPowerMode: null });
});

await t.test('where there is no such class or library', { skip }, async (t) => {
  const { read } = await open(t, 'NONE');
  t.strictSame(await read(), { thermalState: null, lowPowerMode: null });
  t.strictSame(await readMacosCondition({ objc: '/no/such', foundation: '/no/such' }), {
    thermalState: null,
    lowPowerMode: null,
  });
});

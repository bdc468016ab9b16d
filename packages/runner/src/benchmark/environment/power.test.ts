import t from 'tap';
import { type PowerSupply, powerSourceFrom } from './power.ts';

const supply = (change: Partial<PowerSupply>): PowerSupply => ({
  type: null,
  online: null,
  status: null,
  scope: null,
  ...change,
});
const battery = (status: string) => supply({ type: 'Battery', status });
const adapter = (online: string) => supply({ type: 'Mains', online });

await t.test('a laptop', async (t) => {
  t.equal(powerSourceFrom([adapter('1'), battery('Charging')]), 'mains');
  t.equal(powerSourceFrom([adapter('0'), battery('Discharging')]), 'battery');
  t.equal(powerSourceFrom([supply({ type: 'USB', online: '1' }), battery('Not charging')]), 'mains');
  t.equal(powerSourceFrom([battery('Full')]), 'mains', 'its adapter is not shown');
});

await t.test('more drawn than the adapter gives is mains still', async (t) => {
  t.equal(powerSourceFrom([adapter('1'), battery('Discharging')]), 'mains');
});

await t.test('a machine without a battery', async (t) => {
  t.equal(powerSourceFrom([]), null);
  const mouse = supply({ type: 'Battery', status: 'Discharging', scope: 'Device' });
  t.equal(powerSourceFrom([mouse]), null, 'the mouse does not feed it');
});

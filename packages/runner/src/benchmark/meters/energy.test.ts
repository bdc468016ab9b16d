import t from 'tap';
import type { EnergyCounter } from './energy/energy-counter.ts';
import { openEnergy } from './energy.ts';
import { WatchedTree } from './watched-tree.ts';

const tree = new WatchedTree(process.pid, { wrappers: 0, onTooManyProcesses: () => undefined });
const told = {} as Parameters<Awaited<ReturnType<typeof openEnergy>>['end']>[0];

function counterOf(joules: readonly (number | null)[], countsIdleness: boolean): EnergyCounter {
  let index = 0;
  return { source: 'rapl', countsIdleness, begin: () => undefined, end: () => joules[index++] ?? null };
}

await t.test('power of idleness is measured once, before the first phase', async (t) => {
  const counter = counterOf([10, 3, 4], true);
  const meter = await openEnergy({ tree, isMeasured: true }, () => Promise.resolve({ counter }));
  t.teardown(() => meter.close?.());
  await meter.begin();
  const load = await meter.end(told);
  t.match(load, { counted: { source: 'rapl', joules: 3 }, reason: null });
  t.ok((load.idleW ?? 0) > 0);
  await meter.begin();
  t.match(await meter.end(told), { counted: { joules: 4 }, idleW: load.idleW });
  await meter.begin();
  t.match(await meter.end(told), { counted: null, reason: /no more/ });
});

await t.test('a counter of the processes alone knows no idleness', async (t) => {
  const counter = counterOf([3], false);
  const meter = await openEnergy({ tree, isMeasured: true }, () => Promise.resolve({ counter }));
  t.teardown(() => meter.close?.());
  await meter.begin();
  t.match(await meter.end(told), { counted: { joules: 3 }, idleW: null });
});

await t.test('where nothing counts it says why, and a mere load is not metered', async (t) => {
  const none = await openEnergy({ tree, isMeasured: true }, () => Promise.resolve({ reason: 'none here' }));
  await none.begin();
  t.match(await none.end(told), { counted: null, reason: 'none here' });
  const load = await openEnergy({ tree, isMeasured: false }, () => Promise.reject(new Error('was opened')));
  t.match(await load.end(told), { counted: null });
});

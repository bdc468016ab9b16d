/** RAPL's files as the kernel documents them, made here: a virtual machine has none. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { EnergyCounter } from './energy-counter.ts';
import { openRapl } from './rapl.ts';

const zone = (name: string, uj: string) => ({ name, energy_uj: uj, max_energy_range_uj: '1000000000' });
const TREE = {
  'intel-rapl': { enabled: '1' },
  'intel-rapl:0': { ...zone('package-0\n', '999000000\n'), 'intel-rapl:0:0': zone('core', '5') },
  'intel-rapl:1': zone('package-1\n', '1000000\n'),
  'intel-rapl:2': zone('psys\n', '7\n'),
  'intel-rapl-mmio:0': zone('package-0\n', '999000000\n'),
};

async function open(folder: string): Promise<EnergyCounter> {
  const found = await openRapl(folder);
  if ('reason' in found) throw new Error(found.reason);
  return found.counter;
}

await t.test('joules of all packages, over the end of a counter', async (t) => {
  const folder = t.testdir(TREE);
  const counter = await open(folder);
  t.equal(counter.source, 'rapl');
  counter.begin([]);
  write(folder, 0, 500_000);
  write(folder, 1, 3_000_000);
  t.equal(counter.end([]), 1.5 + 2, 'the parts of a package, and what is shown twice, do not count');
  counter.begin([]);
  t.equal(counter.end([]), 0, 'a phase begins from nothing');
});

await t.test('in a long phase it may begin again more than once', async (t) => {
  const folder = t.testdir(TREE);
  const counter = await open(folder);
  counter.begin([]);
  for (const uj of [400_000_000, 900_000_000, 300_000_000]) {
    write(folder, 0, uj);
    counter.look?.();
  }
  t.equal(counter.end([]), 401 + 500 + 400);
});

await t.test('where there is none it says so, and where it may not be read which one', async (t) => {
  t.match(await openRapl(t.testdir({})), { reason: /shows no counter/ });
  const shut = t.testdir({ 'intel-rapl:0': { name: 'package-0' } });
  t.match(await openRapl(shut), { reason: /intel-rapl:0\/energy_uj may not be read/ });
});

function write(folder: string, index: number, uj: number): void {
  writeFileSync(path.join(folder, `intel-rapl:${index}`, 'energy_uj'), `${uj}\n`);
}

/** A fixed few of the damaged models; `npm run fuzz` runs as many as one likes. */
import t from 'tap';
import { seeded } from '../support/random.ts';
import { mutate } from './mutate.ts';
import { runFuzz, type FuzzCase } from './run-fuzz.ts';

const COUNT = 14;

await t.test('the same seed gives the same damage', async (t) => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);
  const damage = (seed: number) => mutate(bytes, seeded(seed).next);
  t.same(damage(7), damage(7));
  t.notSame(damage(7), damage(8));
  t.ok(
    new Set(Array.from({ length: 100 }, (_, seed) => damage(seed).mutation)).size > 5,
    'every kind comes up',
  );
});

await t.test('damaged models end in reports and leave nothing', async (t) => {
  const cases: FuzzCase[] = [];
  const left = await runFuzz({
    seed: 1,
    count: COUNT,
    concurrency: 2,
    onCase: (fuzzed) => cases.push(fuzzed),
  });
  t.same(left, []);
  t.equal(cases.length, COUNT);
  for (const { seed, mutation, report } of cases) {
    t.not(report.error?.code, 'INTERNAL', `${seed} (${mutation}): ${report.error?.message ?? report.status}`);
  }
});

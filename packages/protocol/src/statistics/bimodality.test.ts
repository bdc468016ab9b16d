import t from 'tap';
import { findModes } from './bimodality.ts';
import { sortSamples } from './quantile.ts';

/** A sample that lies exactly as a distribution would have it: its quantiles at even steps. */
const sampleOf = (n: number, quantile: (p: number) => number) =>
  Float64Array.from({ length: n }, (_, index) => quantile((index + 0.5) / n));

/** Logistic: bell-shaped, with a quantile function in closed form. */
const bell = (center: number, scale: number) => (p: number) => center + scale * Math.log(p / (1 - p));

const exponential = (p: number) => 10 - 3 * Math.log(1 - p);

const singleModes = {
  bell: bell(10, 0.5),
  narrow: bell(10, 1e-3),
  uniform: (p: number) => 5 + 10 * p,
  exponential,
  'heavy-tailed': (p: number) => 10 / (1 - p),
  'log-logistic': (p: number) => 10 * Math.sqrt(p / (1 - p)),
  triangular: (p: number) => 10 + Math.sqrt(p) * 10,
};

for (const [name, quantile] of Object.entries(singleModes)) {
  await t.test(`a ${name} distribution has one mode`, async (t) => {
    for (const n of [1, 2, 5, 10, 30, 100, 1000, 30_000]) {
      t.equal(findModes(sampleOf(n, quantile)), null, `${n} runs`);
    }
  });
}

const twoBells = (n: number, upperShare: number) => {
  const above = Math.round(n * upperShare);
  return sortSamples([...sampleOf(n - above, bell(10, 0.2)), ...sampleOf(above, (p) => bell(16, 0.2)(p))]);
};

await t.test('two groups are found with their middles and shares', async (t) => {
  for (const share of [0.5, 0.2, 0.8]) {
    const modes = findModes(twoBells(200, share));
    t.ok(modes !== null && Math.abs(modes.upperShare - share) < 1e-9, `${share} above`);
    t.ok(modes !== null && Math.abs(modes.lower - 10) < 0.05 && Math.abs(modes.upper - 16) < 0.05);
  }
});

await t.test('outliers do not hide two groups', async (t) => {
  const modes = findModes(sortSamples([...twoBells(200, 0.5), 1000, 2000, 3000]));
  t.ok(modes !== null && Math.abs(modes.lower - 10) < 0.2 && Math.abs(modes.upper - 16) < 0.2);
});

await t.test('too small a second group, or one too near, is none', async (t) => {
  t.equal(findModes(twoBells(200, 0.07)), null, '7 % of the runs');
  t.equal(findModes(twoBells(12, 0.5)), null, 'six runs each');
  const near = sortSamples([...sampleOf(200, bell(10, 0.01)), ...sampleOf(200, bell(10.5, 0.01))]);
  t.equal(findModes(near), null, '5 % apart');
});

await t.test('the ticks of a coarse clock are no groups', async (t) => {
  for (const tick of [0.5, 1, 2]) {
    const coarse = sampleOf(1000, (p) => Math.round(bell(10, 0.6)(p) / tick) * tick);
    t.equal(findModes(coarse), null, `ticks of ${tick}`);
  }
});

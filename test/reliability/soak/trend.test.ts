/** The verdict on recorded soaks, and on what must not get past it. */
import t from 'tap';
import { trendOf } from './trend.ts';

type Series = [jobs: number, value: number][];

/** Of a worker that holds no more than before: the engine lets compiled code go at once. */
const HEAP_MB: Series = [
  [540, 31.01],
  [560, 31.02],
  [580, 31.01],
  [600, 31.05],
  [640, 30.87],
  [660, 30.88],
  [680, 30.94],
  [700, 31.0],
  [740, 26.02],
  [760, 26.07],
  [780, 26.1],
  [800, 26.2],
  [840, 25.6],
  [860, 25.64],
  [880, 25.69],
  [900, 25.93],
  [940, 26.1],
  [960, 25.92],
  [980, 25.85],
  [1000, 25.88],
];
const RESIDENT_MB: Series = [
  [540, 157.3],
  [560, 158.0],
  [580, 158.0],
  [600, 159.7],
  [640, 159.7],
  [660, 159.7],
  [680, 143.5],
  [700, 147.5],
  [740, 135.5],
  [760, 139.7],
  [780, 139.7],
  [800, 143.5],
  [840, 143.5],
  [860, 143.5],
  [880, 143.5],
  [900, 144.1],
  [940, 154.6],
  [960, 155],
  [980, 155],
  [1000, 155],
];
/** The first half of the same soak, in which caches are filled. */
const WARMING_MB: Series = [
  [40, 28.43],
  [60, 28.47],
  [80, 28.36],
  [100, 29.38],
  [140, 29.85],
  [160, 29.87],
  [180, 29.93],
  [200, 30.11],
  [240, 30.29],
  [260, 30.41],
  [280, 30.38],
  [300, 30.54],
  [340, 30.39],
  [360, 30.41],
  [380, 30.48],
  [400, 30.59],
  [440, 30.77],
  [460, 30.62],
  [480, 30.56],
  [500, 30.67],
];
const ALLOWED_HEAP_MB = 1;
const ALLOWED_RESIDENT_MB = 8;

const leaking = (series: Series, per1000Jobs: number): Series =>
  series.map(([jobs, value]) => [jobs, value + (per1000Jobs * jobs) / 1000]);

await t.test('recorded soaks of a worker that does not grow', async (t) => {
  t.ok(trendOf(HEAP_MB).atLeastPer1000Jobs <= ALLOWED_HEAP_MB);
  t.ok(trendOf(RESIDENT_MB).atLeastPer1000Jobs <= ALLOWED_RESIDENT_MB);
});

await t.test(
  'a heap that is either 26 or 27 MB at a sample does not grow, whichever comes last',
  async (t) => {
    const flickering = [26, 27, 26, 26, 27, 26, 27, 27, 26, 27];
    const series: Series = flickering.map((value, index) => [500 + index * 50, value]);
    t.ok(trendOf(series).atLeastPer1000Jobs <= 0);
  },
);

await t.test('growth is found through the noise, and told in a thousand jobs', async (t) => {
  t.ok(trendOf(WARMING_MB).atLeastPer1000Jobs > ALLOWED_HEAP_MB);
  const steady: Series = HEAP_MB.map(([jobs], index) => [jobs, 26 + (index % 3) / 4]);
  const grown = trendOf(leaking(steady, 5));
  t.ok(grown.atLeastPer1000Jobs > ALLOWED_HEAP_MB);
  t.ok(Math.abs(grown.per1000Jobs - 5) < 1);
});

await t.test('one descriptor more now and then is growth, one for good is none', async (t) => {
  const jobs = Array.from({ length: 20 }, (_, index) => 1000 + index * 50);
  const leak: Series = jobs.map((job, index) => [job, 31 + Math.floor(index / 4)]);
  t.ok(trendOf(leak).atLeastPer1000Jobs > 1);
  const step: Series = jobs.map((job, index) => [job, index < 10 ? 31 : 32]);
  t.ok(trendOf(step).atLeastPer1000Jobs <= 1);
});

await t.test('too few samples tell nothing', async (t) => {
  t.equal(trendOf([]).per1000Jobs, 0);
  t.equal(
    trendOf([
      [1, 1],
      [2, 9],
    ]).atLeastPer1000Jobs,
    -Infinity,
  );
});

import { fewestPairs, planComparison, type MetricLimits, type ProcessFigures } from '@dumont/protocol';
import t from 'tap';
import { affordablePairs, decide, orderOfPair } from './stopping.ts';

const limits: MetricLimits = {
  latency: { limit: 0.05, gated: true },
  load: { limit: 0.05, gated: false },
  first: { limit: 0.05, gated: false },
  memory: { limit: 0.05, gated: false },
};
const planned = planComparison(30, limits);
const paired = { kind: 'paired', limits } as const;

/** @param slowdown how many times as long the candidate takes; its loads always take twice as long */
function processesOf(pairs: number, slowdown: number): ProcessFigures[] {
  return Array.from({ length: pairs }, (_, index) =>
    orderOfPair(index).map((side): ProcessFigures => {
      const isCandidate = side === 'candidate';
      const jitter = 1 + 0.004 * (((index * 7) % 10) - 4.5);
      return {
        side,
        latency: isCandidate ? 10 * slowdown * (2 - jitter) : 10 * jitter,
        load: isCandidate ? 100 : 50,
        first: 20,
        memory: 100,
      };
    }),
  ).flat();
}

await t.test('pairs run in ABBA order', async (t) => {
  t.strictSame(
    [0, 1, 2, 3].map((before) => orderOfPair(before)[0]),
    ['baseline', 'candidate', 'baseline', 'candidate'],
  );
  for (const before of [0, 1]) t.equal(new Set(orderOfPair(before)).size, 2);
});

await t.test('a comparison ends at the first look that is certain, either way', async (t) => {
  const first = planned[0]?.pairs ?? 0;
  t.match(decide(paired, processesOf(first, 1.5), planned)?.[0], { metric: 'latency', verdict: 'regressed' });
  t.match(decide(paired, processesOf(first, 1), planned)?.[0], { metric: 'latency', verdict: 'pass' });
});

await t.test('it goes on between looks, however clear the figures are', async (t) => {
  const looks = planned.map(({ pairs }) => pairs);
  for (let pairs = 1; pairs <= 30; pairs++) {
    const decided = decide(paired, processesOf(pairs, 1.5), planned);
    t.equal(decided !== null, looks.includes(pairs), `${pairs} pairs`);
  }
});

await t.test('it goes on where nothing is certain', async (t) => {
  for (const { pairs } of planned) t.equal(decide(paired, processesOf(pairs, 1.05), planned), null);
});

await t.test('a metric that does not count decides nothing', async (t) => {
  const [latency, load] = decide(paired, processesOf(planned[0]?.pairs ?? 0, 1), planned) ?? [];
  t.match([latency, load], [{ verdict: 'pass' }, { metric: 'load', verdict: 'regressed', gated: false }]);
});

await t.test('a self-test runs all its pairs', async (t) => {
  for (const { pairs } of planned) {
    t.equal(decide({ kind: 'self-test', limits }, processesOf(pairs, 1.5), planned), null);
  }
});

await t.test('as many pairs as the time is enough for, but no fewer than can decide', async (t) => {
  t.equal(affordablePairs(limits, 10_000, 1000), 11, 'the first has run already');
  t.equal(affordablePairs(limits, -5, 1000), fewestPairs(limits));
  t.equal(affordablePairs(limits, Infinity, 1000), 200);
});

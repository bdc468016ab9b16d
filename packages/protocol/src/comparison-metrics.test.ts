import t from 'tap';
import {
  compareMetrics,
  fewestPairs,
  looksUntil,
  pairUp,
  planComparison,
  verdictOf,
  type MetricLimits,
} from './comparison-metrics.ts';
import type { ProcessFigures } from './comparison-report.ts';

const limits: MetricLimits = {
  latency: { limit: 0.05, gated: true },
  load: { limit: 0.05, gated: false },
  first: { limit: 0.05, gated: false },
  memory: { limit: 0.05, gated: true },
};

/** ABBA; the candidate takes so many times as much. */
function processes(pairs: number, latency: number, memory: number): ProcessFigures[] {
  return Array.from({ length: pairs }, (_, index): ProcessFigures[] => {
    const jitter = 1 + 0.004 * (((index * 7) % 10) - 4.5);
    const baseline = { side: 'baseline', latency: 10 * jitter, load: 50, first: 20, memory: 100 } as const;
    const candidate = {
      side: 'candidate',
      latency: 10 * latency * (2 - jitter),
      load: 100,
      first: 20,
      memory: 100 * memory,
    } as const;
    return index % 2 === 0 ? [baseline, candidate] : [candidate, baseline];
  }).flat();
}

const judge = (measured: ProcessFigures[]) =>
  compareMetrics(measured, limits, looksUntil(planComparison(10, limits), measured.length / 2));

await t.test('pairs are told by side, not by order', async (t) => {
  t.strictSame(
    pairUp(processes(2, 1, 1), 'load').map(({ baseline, candidate }) => [baseline, candidate]),
    [
      [50, 100],
      [50, 100],
    ],
  );
  const [first] = processes(1, 1, 1);
  t.throws(() => pairUp(first === undefined ? [] : [first, first], 'load'), RangeError);
});

await t.test('only metrics with a limit of their own count', async (t) => {
  const metrics = judge(processes(10, 1, 1));
  t.strictSame(
    metrics.map(({ metric, verdict }) => [metric, verdict]),
    [
      ['latency', 'pass'],
      ['load', 'regressed'],
      ['first', 'pass'],
      ['memory', 'pass'],
    ],
  );
  t.equal(verdictOf(metrics), 'pass');
  t.equal(verdictOf(judge(processes(10, 1, 1.2))), 'regressed');
  t.equal(verdictOf(judge(processes(10, 1.05, 1))), 'inconclusive');
});

await t.test('limits that share the false alarms take more pairs, and fewer decide nothing', async (t) => {
  t.equal(fewestPairs({ ...limits, memory: { limit: 0.05, gated: false } }), 6);
  t.equal(fewestPairs(limits), 7);
  const metrics = compareMetrics(processes(6, 9, 9), limits, looksUntil(planComparison(6, limits), 6));
  t.equal(verdictOf(metrics), 'inconclusive');
});

await t.test('a comparison that ends early spends what is left', async (t) => {
  const planned = planComparison(30, limits);
  const all = planned.at(-1)?.spent;
  t.strictSame(looksUntil(planned, 30), planned);
  for (const pairs of [7, 11, 14, 29]) {
    const looks = looksUntil(planned, pairs);
    t.strictSame(looks.at(-1), { pairs, spent: all });
    t.ok(looks.slice(0, -1).every((look) => look.pairs < pairs));
  }
  t.strictSame(judge(processes(3, 1, 1)).at(0)?.changeCi95, null, 'too few pairs for any interval');
});

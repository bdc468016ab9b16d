/** From the processes of a comparison to its metrics and their verdicts. Pure. */
import { METRICS, type MetricComparison, type MetricName, type ProcessFigures } from './comparison-report.ts';
import { processesBehind, unitOfMetric } from './figures/metrics.ts';
import type { BenchmarkReport } from './report/index.ts';
import {
  combineVerdicts,
  comparePaired,
  compareWithStored,
  FALSE_ALARM_RATE,
  levelOfLastLook,
  median,
  planLooks,
  type Comparison,
  type Look,
  type ProcessPair,
  type Verdict,
} from './statistics/index.ts';

export interface MetricLimit {
  /** The increase that is still accepted: 0.05 for 5 %. */
  readonly limit: number;
  /** Whether it counts for the verdict of the comparison. */
  readonly gated: boolean;
}
export type MetricLimits = Readonly<Record<MetricName, MetricLimit>>;

/** The metrics that count share what false alarms the comparison may give. */
export function planComparison(maxPairs: number, limits: MetricLimits): Look[] {
  return planLooks(maxPairs, FALSE_ALARM_RATE / Math.max(1, gatedMetrics(limits).length));
}

/** Limits share the false alarms: with several of them, the fewest pairs can decide nothing. @returns how many can */
export function fewestPairs(limits: MetricLimits): number {
  let pairs = 1;
  while (planComparison(pairs, limits).length === 0) pairs++;
  return pairs;
}

export function gatedMetrics(limits: MetricLimits): MetricName[] {
  return METRICS.filter((metric) => limits[metric].gated);
}

/**
 * The looks that a comparison has had when it ends after so many pairs, whether or not that was planned: the last spends all that is left.
 * @param planned for the number of pairs that was meant to be the greatest
 */
export function looksUntil(planned: readonly Look[], pairs: number): Look[] {
  const all = planned.at(-1)?.spent;
  const before = planned.filter((look) => look.pairs < pairs);
  return all === undefined ? [] : [...before.slice(0, planned.length - 1), { pairs, spent: all }];
}

/**
 * One look at a comparison that is looked at repeatedly: its intervals hold the changes with 95 % confidence at all looks together.
 * @param looks those that the comparison has had, this one last; nothing is decided where there is none
 */
export function compareMetrics(
  processes: readonly ProcessFigures[],
  limits: MetricLimits,
  looks: readonly Look[],
): MetricComparison[] {
  const level = looks.length === 0 ? 0 : levelOfLastLook(looks);
  return METRICS.map((metric) => {
    const pairs = pairUp(processes, metric);
    const sides = {
      baseline: median(pairs.map(({ baseline }) => baseline)),
      candidate: median(pairs.map(({ candidate }) => candidate)),
    };
    return describe(metric, sides, limits[metric], comparePaired(pairs, limits[metric].limit, level));
  });
}

/** @param stored the report from before and what it says of each metric */
export function compareMetricsWithStored(
  stored: { readonly report: BenchmarkReport; readonly figures: ProcessFigures },
  processes: readonly ProcessFigures[],
  limits: MetricLimits,
): MetricComparison[] {
  return METRICS.map((metric) => {
    const figures = processes.map((process) => process[metric]);
    const baseline = {
      figure: stored.figures[metric],
      processes: processesBehind(metric, stored.report),
    };
    const sides = { baseline: baseline.figure, candidate: median(figures) };
    return describe(
      metric,
      sides,
      limits[metric],
      compareWithStored(baseline, figures, limits[metric].limit),
    );
  });
}

export function verdictOf(metrics: readonly MetricComparison[]): Verdict {
  return combineVerdicts(metrics.filter(({ gated }) => gated).map(({ verdict }) => verdict));
}

/** @returns the pairs that are complete, in order */
export function pairUp(processes: readonly ProcessFigures[], metric: MetricName): ProcessPair[] {
  const pairs: ProcessPair[] = [];
  for (let index = 0; index + 1 < processes.length; index += 2) {
    const both = processes.slice(index, index + 2);
    const baseline = both.find(({ side }) => side === 'baseline');
    const candidate = both.find(({ side }) => side === 'candidate');
    if (baseline === undefined || candidate === undefined)
      throw new RangeError('a pair has one of each side');
    pairs.push({ baseline: baseline[metric], candidate: candidate[metric] });
  }
  return pairs;
}

function describe(
  metric: MetricName,
  sides: { baseline: number; candidate: number },
  { limit, gated }: MetricLimit,
  comparison: Comparison,
): MetricComparison {
  const { change, changeCi95, verdict, smallestDetectableChange, pairsNeeded } = comparison;
  return {
    metric,
    unit: unitOfMetric(metric),
    ...sides,
    change,
    changeCi95: changeCi95 && [...changeCi95],
    limit,
    gated,
    verdict,
    smallestDetectableChange,
    pairsNeeded,
  };
}

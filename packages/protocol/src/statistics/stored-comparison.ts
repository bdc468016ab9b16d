/** Comparing fresh processes with what was measured once before: no pairs, so that whatever the machine did in between counts as change. */
import { judgeInterval, logRatio, POWER_Z, type Comparison } from './comparison.ts';
import { mean, standardDeviation } from './moments.ts';
import { TAIL_OF_CI95 } from './signed-rank.ts';
import { studentQuantile } from './student.ts';

const MIN_PROCESSES = 6;

export interface StoredBaseline {
  readonly figure: number;
  /** Processes that the figure stands for: a median of five loads is worth five, the median latency of one process one. */
  readonly processes: number;
}

/**
 * How much processes differ is known of the candidate alone and taken to be the same for the baseline: the interval is that of a difference
 * between `processes` and `candidates.length` values with that spread, by Student's t, on logarithms.
 * @param candidates one figure of each fresh process
 * @throws RangeError for a figure that is not greater than 0
 */
export function compareWithStored(
  baseline: StoredBaseline,
  candidates: readonly number[],
  maxRegression: number,
): Comparison {
  const logs = candidates.map((candidate) => logRatio({ baseline: baseline.figure, candidate }));
  const center = mean(logs);
  const deviation = standardDeviation(logs, center);
  const enough = candidates.length >= MIN_PROCESSES && deviation !== null;
  const standardError = (deviation ?? 0) * Math.sqrt(1 / baseline.processes + 1 / candidates.length);
  const quantile = enough ? studentQuantile(TAIL_OF_CI95, candidates.length - 1) : 0;
  const reach = quantile * standardError;
  const changeCi95 = enough ? ([Math.expm1(center - reach), Math.expm1(center + reach)] as const) : null;
  return {
    pairs: 0,
    change: Math.expm1(center),
    changeCi95,
    verdict: judgeInterval(changeCi95, maxRegression),
    smallestDetectableChange: enough ? Math.expm1((quantile + POWER_Z) * standardError) : null,
    // The one process of the baseline stays one, however many of the candidate there are.
    pairsNeeded: null,
  };
}

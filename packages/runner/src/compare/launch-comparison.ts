/** Both sides in fresh processes, in turn, until the verdict is certain or the effort spent. */
import {
  compareMetrics,
  COMPARISON_SCHEMA,
  fewestPairs,
  FALSE_ALARM_PROMISE,
  looksUntil,
  planComparison,
  simulateFalseAlarms,
  pairUp,
  verdictOf,
  type ComparisonReport,
  type MetricComparison,
  type ProcessFigures,
  type ReportError,
  type FalseAlarms,
} from '@dumont/protocol';
import { findDifferences } from './differences.ts';
import type { ComparisonOptions, PairedRequest, Side } from './request.ts';
import { failureOf, rehearse, runSide, suitableRuns, withRuns, type Rehearsal } from './run-side.ts';

/** Where only the time is limited. More pairs would find out changes that nobody asks for. */
const MOST_PAIRS = 200;
const SELF_TEST_COMPARISONS = 2000;

/**
 * @returns the comparison, with `status: "failed"` where one of the sides failed
 * @throws the signal's reason where the caller aborted
 */
export async function launchComparison(
  request: PairedRequest,
  options: ComparisonOptions = {},
): Promise<ComparisonReport> {
  return new PairedComparison(request, options).conduct();
}

class PairedComparison {
  readonly #request: PairedRequest;
  readonly #options: ComparisonOptions;
  readonly #createdUtc = new Date().toISOString();
  readonly #startMs: number;
  readonly #processes: ProcessFigures[] = [];
  #metrics: MetricComparison[] = [];
  #maxPairs = 0;

  constructor(request: PairedRequest, options: ComparisonOptions) {
    this.#request = request;
    this.#options = options;
    this.#startMs = performance.now() - (options.spentMs ?? 0);
  }

  async conduct(): Promise<ComparisonReport> {
    this.#tell('baseline', 0);
    const baseline = await rehearse(this.#request.baseline, this.#options);
    if (baseline.report.error !== null) return this.#report(baseline, null, baseline.report.error);
    this.#tell('candidate', 0);
    const candidate = await rehearse(this.#request.candidate, { ...this.#options, spentMs: 0 });
    if (candidate.report.error !== null) return this.#report(baseline, candidate, candidate.report.error);
    try {
      await this.#runPairs(baseline, candidate);
      return this.#report(baseline, candidate, null);
    } catch (error) {
      return this.#report(baseline, candidate, failureOf(error));
    }
  }

  async #runPairs(baseline: Rehearsal, candidate: Rehearsal): Promise<void> {
    const { effort, limits, kind } = this.#request;
    const runs = effort.adaptRuns ? suitableRuns([baseline.report, candidate.report]) : null;
    const requests = {
      baseline: withRuns(baseline.request, runs),
      candidate: withRuns(candidate.request, runs),
    };
    const firstPairMs = performance.now();
    await this.#runPair(requests);
    this.#maxPairs = effort.maxPairs ?? this.#affordablePairs(performance.now() - firstPairMs);
    const planned = planComparison(this.#maxPairs, limits);
    while (this.#pairs < this.#maxPairs && !this.#isOverBudget()) {
      await this.#runPair(requests);
      // A self-test wants all its pairs, whatever they say.
      if (kind === 'self-test' || !planned.some(({ pairs }) => pairs === this.#pairs)) continue;
      const looks = planned.filter(({ pairs }) => pairs <= this.#pairs);
      this.#metrics = compareMetrics(this.#processes, limits, looks);
      if (verdictOf(this.#metrics) !== 'inconclusive') return;
    }
    this.#metrics = compareMetrics(this.#processes, limits, looksUntil(planned, this.#pairs));
  }

  /** ABBA: whatever drifts, or comes of being the first of a pair, falls on both sides alike. */
  async #runPair(requests: Record<Side, PairedRequest['baseline']>): Promise<void> {
    const order: readonly Side[] =
      this.#pairs % 2 === 0 ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
    const both: ProcessFigures[] = [];
    for (const side of order) {
      this.#tell(side, this.#pairs + 1);
      both.push(await runSide(side, requests[side], { ...this.#options, spentMs: 0 }));
    }
    this.#processes.push(...both);
  }

  get #pairs(): number {
    return this.#processes.length / 2;
  }

  #affordablePairs(pairMs: number): number {
    const leftMs = (this.#request.effort.budgetMs ?? Infinity) - this.#elapsedMs;
    return Math.min(MOST_PAIRS, Math.max(fewestPairs(this.#request.limits), 1 + Math.floor(leftMs / pairMs)));
  }

  #isOverBudget(): boolean {
    return this.#elapsedMs >= (this.#request.effort.budgetMs ?? Infinity);
  }

  get #elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  #tell(side: Side, pair: number): void {
    const maxPairs = this.#maxPairs === 0 ? this.#request.effort.maxPairs : this.#maxPairs;
    this.#options.onEvent?.({ type: 'pair', side, pair, maxPairs });
  }

  #report(baseline: Rehearsal, candidate: Rehearsal | null, error: ReportError | null): ComparisonReport {
    const { kind, effort } = this.#request;
    return {
      schema: COMPARISON_SCHEMA,
      status: error === null ? 'complete' : 'failed',
      createdUtc: this.#createdUtc,
      kind,
      baseline: baseline.report,
      candidate: candidate?.report ?? null,
      processes: this.#processes,
      pairs: this.#pairs,
      maxPairs: this.#maxPairs,
      budgetMs: effort.budgetMs,
      falseAlarmRate: FALSE_ALARM_PROMISE,
      durationMs: this.#elapsedMs,
      metrics: error === null ? this.#metrics : [],
      verdict: error === null ? verdictOf(this.#metrics) : 'inconclusive',
      differences: candidate === null ? [] : findDifferences(baseline.report, candidate.report),
      selfTest: kind === 'self-test' && error === null ? this.#selfTest() : null,
      warnings: [],
      error,
    };
  }

  #selfTest(): FalseAlarms {
    return simulateFalseAlarms(pairUp(this.#processes, 'latency'), this.#request.limits.latency.limit, {
      comparisons: SELF_TEST_COMPARISONS,
      random: Math.random,
    });
  }
}

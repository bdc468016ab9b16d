/** Both sides in fresh processes, in turn, until the verdict is certain or the effort spent. */
import {
  compareMetrics,
  COMPARISON_SCHEMA,
  FALSE_ALARM_PROMISE,
  looksUntil,
  planComparison,
  simulateFalseAlarms,
  pairUp,
  verdictOf,
  type BenchmarkReport,
  type ComparisonReport,
  type MetricComparison,
  type ProcessFigures,
  type ReportError,
  type FalseAlarms,
  type Warning,
} from '@dumont/protocol';
import { warmLoadWarnings } from '../benchmark/launch/report-warnings.ts';
import { findDifferences } from './differences.ts';
import type { ComparisonOptions, PairedRequest, Side } from './paired-request.ts';
import { failureOf, rehearse, runSide, suitableRuns, withRuns, type Rehearsal } from './run-side.ts';
import { affordablePairs, decide, orderOfPair } from './stopping.ts';

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
    const { effort, limits } = this.#request;
    const runs = effort.adaptRuns ? suitableRuns([baseline.report, candidate.report]) : null;
    const requests = {
      baseline: withRuns(baseline.request, runs),
      candidate: withRuns(candidate.request, runs),
    };
    const firstPairMs = performance.now();
    await this.#runPair(requests);
    this.#maxPairs =
      effort.maxPairs ?? affordablePairs(limits, this.#leftMs, performance.now() - firstPairMs);
    const planned = planComparison(this.#maxPairs, limits);
    while (this.#pairs < this.#maxPairs && this.#leftMs > 0) {
      await this.#runPair(requests);
      const decided = decide(this.#request, this.#processes, planned);
      if (decided !== null) {
        this.#metrics = decided;
        return;
      }
    }
    this.#metrics = compareMetrics(this.#processes, limits, looksUntil(planned, this.#pairs));
  }

  async #runPair(requests: Record<Side, PairedRequest['baseline']>): Promise<void> {
    const both: ProcessFigures[] = [];
    for (const side of orderOfPair(this.#pairs)) {
      this.#tell(side, this.#pairs + 1);
      both.push(await runSide(side, requests[side], { ...this.#options, spentMs: 0 }));
    }
    this.#processes.push(...both);
  }

  get #pairs(): number {
    return this.#processes.length / 2;
  }

  get #leftMs(): number {
    return (this.#request.effort.budgetMs ?? Infinity) - this.#elapsedMs;
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
      warnings: this.#warnings(baseline.report),
      error,
    };
  }

  #warnings({ load }: BenchmarkReport): Warning[] {
    const coldness = this.#processes.map(({ cold }) => cold ?? null);
    return warmLoadWarnings(coldness, load?.cold?.reason ?? null);
  }

  #selfTest(): FalseAlarms {
    return simulateFalseAlarms(pairUp(this.#processes, 'latency'), this.#request.limits.latency.limit, {
      comparisons: SELF_TEST_COMPARISONS,
      random: Math.random,
    });
  }
}

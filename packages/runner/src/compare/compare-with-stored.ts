/** Fresh processes of the candidate against a report from before. */
import {
  compareMetricsWithStored,
  COMPARISON_SCHEMA,
  FALSE_ALARM_PROMISE,
  verdictOf,
  type BenchmarkReport,
  type ComparisonReport,
  type ProcessFigures,
  type ReportError,
  type Warning,
} from '@dumont/protocol';
import { findDifferences } from './differences.ts';
import type { ComparisonOptions, StoredRequest } from './paired-request.ts';
import { failureOf, rehearse, runSide, suitableRuns, withRuns } from './run-side.ts';
import { judgeConditions, storedFigures } from './stored-baseline.ts';

/** More of them make the candidate's figure surer, and the baseline's no surer: its one process remains the larger doubt. */
const PROCESSES = 10;

/**
 * @returns the comparison, with `status: "failed"` where the candidate failed
 * @throws DumontError USAGE where the conditions are not alike; the signal's reason where the caller aborted
 */
export async function compareWithStoredReport(
  request: StoredRequest,
  options: ComparisonOptions = {},
): Promise<ComparisonReport> {
  const createdUtc = new Date().toISOString();
  const startMs = performance.now() - (options.spentMs ?? 0);
  const { baseline, limits, effort } = request;
  const stored = { report: baseline, figures: storedFigures(baseline) };
  const run = await runCandidate(request, options, startMs);
  const isComplete = run.error === null;
  const metrics = isComplete ? compareMetricsWithStored(stored, run.processes, limits) : [];
  return {
    schema: COMPARISON_SCHEMA,
    status: isComplete ? 'complete' : 'failed',
    createdUtc,
    kind: 'stored',
    baseline,
    candidate: run.report,
    processes: run.processes,
    pairs: 0,
    maxPairs: 0,
    budgetMs: effort.budgetMs,
    falseAlarmRate: FALSE_ALARM_PROMISE,
    durationMs: performance.now() - startMs,
    metrics,
    verdict: isComplete ? verdictOf(metrics) : 'inconclusive',
    differences: findDifferences(baseline, run.report),
    selfTest: null,
    warnings: run.warnings,
    error: run.error,
  };
}

interface CandidateRun {
  readonly report: BenchmarkReport;
  readonly processes: ProcessFigures[];
  readonly warnings: Warning[];
  readonly error: ReportError | null;
}

async function runCandidate(
  { baseline, candidate, effort, allowDifferent }: StoredRequest,
  options: ComparisonOptions,
  startMs: number,
): Promise<CandidateRun> {
  const planned = effort.maxPairs ?? PROCESSES;
  const tell = (pair: number): void =>
    options.onEvent?.({ type: 'pair', side: 'candidate', pair, maxPairs: planned });
  tell(0);
  const { report, request } = await rehearse(candidate, options);
  const processes: ProcessFigures[] = [];
  if (report.error !== null) return { report, processes, warnings: [], error: report.error };
  const warnings = judgeConditions(baseline, report, allowDifferent);
  const measured = withRuns(request, effort.adaptRuns ? suitableRuns([report]) : null);
  const endMs = startMs + (effort.budgetMs ?? Infinity);
  try {
    do {
      tell(processes.length + 1);
      processes.push(await runSide('candidate', measured, { ...options, spentMs: 0 }));
    } while (processes.length < planned && performance.now() < endMs);
    return { report, processes, warnings, error: null };
  } catch (error) {
    return { report, processes, warnings, error: failureOf(error) };
  }
}

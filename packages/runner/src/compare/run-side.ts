/** One fresh process of either side. */
import {
  DumontError,
  type BenchmarkReport,
  type InputSpec,
  type ProcessFigures,
  type ReportError,
} from '@dumont/protocol';
import { toReportError } from '../benchmark/launch/task-errors.ts';
import { launchBenchmark } from '../benchmark/launch/launch-benchmark.ts';
import type { BenchmarkRequest } from '../benchmark/launch/benchmark-request.ts';
import { figuresOf } from './figures-of.ts';
import type { ComparisonOptions, Side } from './paired-request.ts';

/** A comparison's interval needs the process's median to be steady: these runs are worth their time, which the start of a process dwarfs. */
const MAX_RUNS = 30;
const MIN_RUNS = 10;
const RUNS_MS = 2000;

export interface Rehearsal {
  readonly report: BenchmarkReport;
  /** How the processes that count are to be run. */
  readonly request: BenchmarkRequest;
}

/**
 * A side's first process: it warms the file cache, shows that the side runs at all, and finds inputs where the model is picky.
 * Its figures do not count.
 */
export async function rehearse(request: BenchmarkRequest, options: ComparisonOptions): Promise<Rehearsal> {
  let found: InputSpec | undefined;
  const report = await launchBenchmark(
    { ...request, loads: 1 },
    {
      ...options,
      onEvent: (event) => {
        if (event.type === 'inputs-found') found = event.inputs;
        options.onEvent?.(event);
      },
    },
  );
  return {
    report,
    request: {
      ...request,
      loads: 1,
      inputs: found ?? request.inputs,
      // What was asked of the model has been looked at; from here on only time counts.
      expect: null,
      drift: null,
      onDevice: false,
      placement: 'off',
      profile: false,
      measureFloor: false,
    },
  };
}

/** @returns runs that take about two seconds, ten at least and thirty at most; both sides get the same number */
export function suitableRuns(reports: readonly BenchmarkReport[]): number {
  const slowestMs = Math.max(...reports.map(({ inference }) => inference?.ms.median ?? 0));
  return Math.min(MAX_RUNS, Math.max(MIN_RUNS, Math.floor(RUNS_MS / slowestMs)));
}

export function withRuns(request: BenchmarkRequest, runs: number | null): BenchmarkRequest {
  return runs === null ? request : { ...request, stop: { ...request.stop, runs } };
}

/** @throws DumontError of the failed process's own code */
export async function runSide(
  side: Side,
  request: BenchmarkRequest,
  options: ComparisonOptions,
): Promise<ProcessFigures> {
  const report = await launchBenchmark(request, options);
  return figuresOf(side, report);
}

/** @returns what is to be reported of a side that failed @throws whatever is none of model, machine or limits */
export function failureOf(error: unknown): ReportError {
  if (!(error instanceof DumontError) || error.code === 'INTERNAL') throw error;
  return toReportError(error, null);
}

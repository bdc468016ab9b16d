/** What a comparison is asked to do and what it tells while it runs. */
import type { BenchmarkReport, MetricLimits } from '@dumont/protocol';
import type {
  BenchmarkEvent,
  BenchmarkRequest,
  LaunchOptions,
} from '../benchmark/launch/benchmark-request.ts';

export type Side = 'baseline' | 'candidate';

/** How long to go on. */
export interface ComparisonEffort {
  /** Null where only the time is limited. */
  readonly maxPairs: number | null;
  /** From the call to the last pair's begin. */
  readonly budgetMs: number | null;
  /** True: as many runs a process as its latency suggests; false: as the requests say. */
  readonly adaptRuns: boolean;
}

export interface PairedRequest {
  readonly kind: 'paired' | 'self-test';
  readonly baseline: BenchmarkRequest;
  readonly candidate: BenchmarkRequest;
  readonly limits: MetricLimits;
  readonly effort: ComparisonEffort;
}

export interface StoredRequest {
  readonly baseline: BenchmarkReport;
  readonly candidate: BenchmarkRequest;
  readonly limits: MetricLimits;
  readonly effort: ComparisonEffort;
  /** False: reports from unlike conditions are refused. */
  readonly allowDifferent: boolean;
}

export type ComparisonEvent =
  | BenchmarkEvent
  /** A fresh process is about to run, `pair` of at most `maxPairs`; pair 0 does not count. */
  | { readonly type: 'pair'; readonly side: Side; readonly pair: number; readonly maxPairs: number | null };

export interface ComparisonOptions extends Omit<LaunchOptions, 'onEvent'> {
  readonly onEvent?: (event: ComparisonEvent) => void;
}

/** Comparisons as the command writes them. */
import {
  compareMetrics,
  looksUntil,
  planComparison,
  verdictOf,
  type MetricLimits,
} from '../comparison-metrics.ts';
import type { ComparisonReport, ProcessFigures } from '../comparison-report.ts';
import { completeReport } from './sample-report.ts';

const limits: MetricLimits = {
  latency: { limit: 0.05, gated: true },
  load: { limit: 0.05, gated: false },
  first: { limit: 0.05, gated: false },
  memory: { limit: 0.1, gated: true },
};

const PAIRS = 10;

/** @param slowdown how many times as long the candidate takes */
function processesOf(slowdown: number): ProcessFigures[] {
  return Array.from({ length: PAIRS }, (_, index): ProcessFigures[] => {
    const jitter = 1 + 0.004 * (((index * 7) % 10) - 4.5);
    const baseline = {
      side: 'baseline',
      latency: 4.05 * jitter,
      load: 60 + index,
      first: 12,
      memory: 152,
    } as const;
    const candidate = {
      side: 'candidate',
      latency: 4.05 * slowdown * (2 - jitter),
      load: 66 - index,
      first: 12.4,
      memory: 152.5,
    } as const;
    return index % 2 === 0 ? [baseline, candidate] : [candidate, baseline];
  }).flat();
}

function comparisonOf(slowdown: number): ComparisonReport {
  const processes = processesOf(slowdown);
  const metrics = compareMetrics(processes, limits, looksUntil(planComparison(PAIRS, limits), PAIRS));
  return {
    schema: 'dumont.comparison/2',
    status: 'complete',
    createdUtc: '2026-03-01T12:34:56.789Z',
    kind: 'paired',
    baseline: completeReport,
    candidate: {
      ...completeReport,
      model: { ...completeReport.model, fileName: 'ch_PP-OCRv5_rec_infer.onnx' },
    },
    processes,
    pairs: PAIRS,
    maxPairs: 30,
    budgetMs: null,
    falseAlarmRate: 0.025,
    durationMs: 21_400,
    metrics,
    verdict: verdictOf(metrics),
    differences: [
      { field: 'model', baseline: 'ch_PP-OCRv4_rec_infer.onnx', candidate: 'ch_PP-OCRv5_rec_infer.onnx' },
    ],
    selfTest: null,
    warnings: [],
    error: null,
  };
}

export const passedComparison = comparisonOf(1);
export const regressedComparison = comparisonOf(1.3);
export const failedComparison: ComparisonReport = {
  ...passedComparison,
  status: 'failed',
  processes: [],
  pairs: 0,
  metrics: [],
  verdict: 'inconclusive',
  error: {
    code: 'RUNNER_CRASHED',
    message: 'The process that ran the model was ended by SIGSEGV while loading.',
    exitCode: 12,
    signal: 'SIGSEGV',
    stderr: ['Segmentation fault'],
  },
};

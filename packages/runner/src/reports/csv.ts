/** CSV: one line a report. The columns are fixed: new ones are added at the end only. */
import {
  printable,
  type BenchmarkReport,
  type ComparisonReport,
  type MetricComparison,
  type Summary,
} from '@dumont/protocol';
import { stringify } from 'csv-stringify/sync';
import { showingText } from './report-format.ts';

type Cell = string | number | null | undefined;
type Column = readonly [heading: string, read: (report: BenchmarkReport) => Cell];

const summaryColumns = (
  prefix: string,
  read: (report: BenchmarkReport) => Summary | undefined,
): readonly Column[] => [
  [`${prefix}_n`, (report) => read(report)?.n],
  [`${prefix}_median_ms`, (report) => read(report)?.median],
  [`${prefix}_median_ci95_low_ms`, (report) => read(report)?.medianCi95?.[0]],
  [`${prefix}_median_ci95_high_ms`, (report) => read(report)?.medianCi95?.[1]],
  [`${prefix}_mean_ms`, (report) => read(report)?.mean],
  [`${prefix}_stddev_ms`, (report) => read(report)?.stdDev],
  [`${prefix}_min_ms`, (report) => read(report)?.min],
  [`${prefix}_max_ms`, (report) => read(report)?.max],
  [`${prefix}_p90_ms`, (report) => read(report)?.p90],
  [`${prefix}_p95_ms`, (report) => read(report)?.p95],
  [`${prefix}_p99_ms`, (report) => read(report)?.p99],
  [`${prefix}_p999_ms`, (report) => read(report)?.p999],
  [`${prefix}_outliers`, (report) => read(report)?.outliers],
];

export const CSV_COLUMNS: readonly Column[] = [
  ['created_utc', (report) => report.createdUtc],
  ['status', (report) => report.status],
  ['error_code', (report) => report.error?.code],
  ['error_message', ({ error }) => error && printable(error.message)],
  ['exit_code', (report) => report.error?.exitCode ?? 0],
  ['signal', (report) => report.error?.signal],
  ['model', (report) => report.model.fileName],
  ['model_source', (report) => report.model.url ?? report.model.path],
  ['model_bytes', (report) => report.model.bytes],
  ['model_sha256', (report) => report.model.sha256],
  ['compute_unit', (report) => report.engine.computeUnit],
  ['engine', (report) => report.engine.name],
  ['engine_version', (report) => report.engine.version],
  ['provider', (report) => report.engine.requestedProvider],
  ['placement', (report) => report.engine.placement?.verdict],
  ['warmup_runs', (report) => report.settings.warmupRuns],
  ['seed', (report) => report.settings.seed],
  ['intra_op_threads', (report) => report.settings.intraOpThreads],
  ['inter_op_threads', (report) => report.settings.interOpThreads],
  ['graph_optimization', (report) => report.settings.graphOptimization],
  ['execution_mode', (report) => report.settings.executionMode],
  ...summaryColumns('inference', (report) => report.inference?.ms),
  ['inference_first_ms', (report) => report.inference?.firstMs],
  ['throughput_per_second', (report) => report.inference?.throughputPerSecond],
  ['inference_peak_mb', (report) => report.inference?.peakRamMb],
  ['inference_cpu_percent', (report) => report.inference?.cpuPercent],
  ['gpu_percent', (report) => report.inference?.gpuPercent],
  ['vram_mb', (report) => report.inference?.vramMb],
  ...summaryColumns('load', (report) => report.load?.ms),
  ['load_first_ms', (report) => report.load?.firstMs],
  ['process_start_ms', (report) => report.load?.processStartMs],
  ['load_peak_mb', (report) => report.load?.peakRamMb],
  ['load_cpu_percent', (report) => report.load?.cpuPercent],
  ['baseline_mb', (report) => report.memory?.baselineMb],
  ['memory_method', (report) => report.memory?.method],
  ['floor_us', (report) => report.floor?.medianUs],
  ['device', (report) => report.device.deviceName],
  ['soc', (report) => report.device.soc],
  ['cpu_cores', (report) => report.environment.cpuCores],
  ['os', (report) => `${report.device.os} ${report.device.osVersion}`.trim()],
  ['node', (report) => report.environment.node],
  ['warnings', (report) => report.warnings.map((warning) => warning.code).join(' ')],
];

type MetricColumn = readonly [
  heading: string,
  read: (metric: MetricComparison, comparison: ComparisonReport) => Cell,
];

/** Of a comparison: one line a metric. */
export const COMPARISON_CSV_COLUMNS: readonly MetricColumn[] = [
  ['created_utc', (_metric, { createdUtc }) => createdUtc],
  ['kind', (_metric, { kind }) => kind],
  ['baseline_model', (_metric, { baseline }) => baseline.model.fileName],
  ['candidate_model', (_metric, { candidate }) => candidate?.model.fileName],
  ['baseline_sha256', (_metric, { baseline }) => baseline.model.sha256],
  ['candidate_sha256', (_metric, { candidate }) => candidate?.model.sha256],
  ['pairs', (_metric, { pairs }) => pairs],
  ['verdict', (_metric, { verdict }) => verdict],
  ['metric', ({ metric }) => metric],
  ['unit', ({ unit }) => unit],
  ['baseline', ({ baseline }) => baseline],
  ['candidate', ({ candidate }) => candidate],
  ['change', ({ change }) => change],
  ['change_ci95_low', ({ changeCi95 }) => changeCi95?.[0]],
  ['change_ci95_high', ({ changeCi95 }) => changeCi95?.[1]],
  ['limit', ({ limit }) => limit],
  ['counts', ({ gated }) => String(gated)],
  ['metric_verdict', ({ verdict }) => verdict],
  ['smallest_detectable_change', ({ smallestDetectableChange }) => smallestDetectableChange],
  ['pairs_needed', ({ pairsNeeded }) => pairsNeeded],
];

export const csvFormat = showingText({
  name: 'csv',
  endings: ['.csv'],
  readable: false,
  renderReport: (report, index) => {
    const heading = index === 0 ? [CSV_COLUMNS.map(([name]) => name)] : [];
    // A spreadsheet must not take a model's name for a formula.
    return stringify([...heading, CSV_COLUMNS.map(([, read]) => read(report))], { escape_formulas: true });
  },
  renderEnd: () => '',
  renderComparison: (comparison) => {
    const rows = comparison.metrics.map((metric) =>
      COMPARISON_CSV_COLUMNS.map(([, read]) => read(metric, comparison)),
    );
    return stringify([COMPARISON_CSV_COLUMNS.map(([name]) => name), ...rows], { escape_formulas: true });
  },
});

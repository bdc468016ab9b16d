/** CSV: one line a report. The columns are fixed: new ones are added at the end only. */
import {
  figuresAt,
  placementBasis,
  printable,
  type BenchmarkReport,
  type ComparisonReport,
  type MetricComparison,
} from '@dumont/protocol';
import { stringify } from 'csv-stringify/sync';
import { inputLines } from './grid.ts';
import { showingText } from './report-format.ts';

type Cell = string | number | null | undefined;
type Column = readonly [heading: string, read: (report: BenchmarkReport) => Cell];
type PlacedColumn = readonly [position: number, ...Column];

/** What is no figure; the positions in between are those of the figures. */
const OTHER_COLUMNS: readonly PlacedColumn[] = [
  [1, 'created_utc', (report) => report.createdUtc],
  [2, 'status', (report) => report.status],
  [3, 'error_code', (report) => report.error?.code],
  [4, 'error_message', ({ error }) => error && printable(error.message)],
  [5, 'exit_code', (report) => report.error?.exitCode ?? 0],
  [6, 'signal', (report) => report.error?.signal],
  [7, 'model', (report) => report.model.fileName],
  [8, 'model_source', (report) => report.model.url ?? report.model.path],
  [9, 'model_bytes', (report) => report.model.bytes],
  [10, 'model_sha256', (report) => report.model.sha256],
  [11, 'compute_unit', (report) => report.engine.computeUnit],
  [12, 'engine', (report) => report.engine.name],
  [13, 'engine_version', (report) => report.engine.version],
  [14, 'provider', (report) => report.engine.requestedProvider],
  [15, 'placement', (report) => report.engine.placement?.verdict],
  [16, 'warmup_runs', (report) => report.settings.warmupRuns],
  [17, 'seed', (report) => report.settings.seed],
  [18, 'intra_op_threads', (report) => report.settings.intraOpThreads],
  [19, 'inter_op_threads', (report) => report.settings.interOpThreads],
  [20, 'graph_optimization', (report) => report.settings.graphOptimization],
  [21, 'execution_mode', (report) => report.settings.executionMode],
  [59, 'memory_method', (report) => report.memory?.method],
  [61, 'device', (report) => report.device.deviceName],
  [62, 'soc', (report) => report.device.soc],
  [63, 'cpu_cores', (report) => report.environment.cpuCores],
  [64, 'os', (report) => `${report.device.os} ${report.device.osVersion}`.trim()],
  [65, 'node', (report) => report.environment.node],
  [66, 'warnings', (report) => report.warnings.map((warning) => warning.code).join(' ')],
  [69, 'library_version', (report) => report.engine.library?.version],
  [70, 'library_sha256', (report) => report.engine.library?.sha256],
  [76, 'runtime_api', (report) => report.engine.api],
  [77, 'outputs_match', matchWord],
  [85, 'output_max_abs_difference', (report) => report.outputDrift?.maxAbs],
  [86, 'execution_provider', ({ engine }) => engine.provider?.name],
  [87, 'execution_provider_version', ({ engine }) => engine.provider?.version],
  [
    88,
    'execution_provider_devices',
    ({ engine }) => engine.provider?.devices.map(({ name }) => name).join('; '),
  ],
  [93, 'energy_source', ({ energy }) => energy?.source],
  [90, 'loads_cold', ({ load }) => load?.cold?.loads.map((isCold) => isCold ?? 'unknown').join(' ')],
  [94, 'model_digest', (report) => report.model.digest],
  [99, 'placement_rests_on', ({ engine: { placement } }) => placement && placementBasis(placement)],
  [95, 'inputs', ({ inputs }) => printable(inputLines(inputs).join('; ')) || null],
];

/** @returns empty where nobody gave expected outputs */
function matchWord({ expectation }: BenchmarkReport): Cell {
  if (expectation === null) return null;
  return expectation.matched === null ? 'not all compared' : String(expectation.matched);
}

export function csvColumns(): Column[] {
  const figures = figuresAt('csv').map(({ position, name, figure }): PlacedColumn => [
    position,
    name,
    figure.read,
  ]);
  return [...OTHER_COLUMNS, ...figures].sort(([a], [b]) => a - b).map(([, ...column]) => column);
}

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
  ['baseline_output_drift', (_metric, { baseline }) => baseline.outputDrift?.maxRel],
  ['candidate_output_drift', (_metric, { candidate }) => candidate?.outputDrift?.maxRel],
  ['baseline_digest', (_metric, { baseline }) => baseline.model.digest],
  ['candidate_digest', (_metric, { candidate }) => candidate?.model.digest],
];

export const csvFormat = showingText({
  name: 'csv',
  endings: ['.csv'],
  readable: false,
  renderReport: (report, index) => {
    const columns = csvColumns();
    const heading = index === 0 ? [columns.map(([name]) => name)] : [];
    // A spreadsheet must not take a model's name for a formula.
    return stringify([...heading, columns.map(([, read]) => read(report))], { escape_formulas: true });
  },
  renderEnd: () => '',
  renderComparison: (comparison) => {
    const rows = comparison.metrics.map((metric) =>
      COMPARISON_CSV_COLUMNS.map(([, read]) => read(metric, comparison)),
    );
    return stringify([COMPARISON_CSV_COLUMNS.map(([name]) => name), ...rows], { escape_formulas: true });
  },
});

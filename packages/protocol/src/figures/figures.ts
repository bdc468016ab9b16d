/** The figures of a report, a row each: every output format, the comparison and SARK's record read them here. */
import { ACCELERATOR_FIGURES } from './accelerator-figures.ts';
import { DEVICE_FIGURES } from './device-figures.ts';
import type { BenchmarkReport } from '../report/index.ts';
import type { Block, Figure, Place, Say } from './figure.ts';
import { LOAD_FIGURES } from './load-figures.ts';
import { summaryFigures } from './summary-figures.ts';

const ofOneCore = ({ environment }: BenchmarkReport): string => `of one core, of ${environment.cpuCores}`;

function describeFloor({ floor }: BenchmarkReport, say: Say): string {
  const own = "the harness's own time in each run";
  if (floor?.inputBytes === undefined || floor.outputBytes === undefined) return own;
  return `${own}, ${say(floor.inputBytes, 'B')} in and ${say(floor.outputBytes, 'B')} out`;
}

/** Rows of a block are shown in this order. */
export const FIGURES: readonly Figure[] = [
  ...LOAD_FIGURES,
  {
    name: 'memory.baseline',
    unit: 'MB',
    read: ({ memory, load }) => memory?.baselineMb ?? load?.baselineRamMb,
    row: { block: 'memory', label: 'baseline', note: 'runtime and engine before the model' },
    csv: [58, 'baseline_mb'],
    sark: 'baseline_ram_mb',
  },
  {
    name: 'load.peakMemory',
    unit: 'MB',
    read: ({ load }) => load?.peakRamMb,
    row: {
      block: 'memory',
      label: 'load',
      note: ({ memory }, say) => `${say(memory?.load.deltaMb ?? 0, 'MB')} above the baseline`,
    },
    csv: [56, 'load_peak_mb'],
    sark: 'PeakLoadRamUsage',
  },
  {
    name: 'load.cpu',
    unit: 'percent',
    read: ({ load }) => load?.cpuPercent,
    row: { block: 'load', label: 'CPU', note: ofOneCore },
    csv: [57, 'load_cpu_percent'],
    sark: 'AverageLoadCpuPercent',
  },
  ...summaryFigures('inference', 22, {
    median: {
      tile: [1, 'median latency'],
      testCase: [1, 'median'],
      openMetrics: [1, 'dumont_latency_median_seconds'],
      help: 'Median of the measured runs.',
      metric: { name: 'latency', title: 'latency' },
    },
    p99: {
      openMetrics: [2, 'dumont_latency_p99_seconds'],
      help: '99th percentile, where there are runs enough.',
    },
  }),
  {
    name: 'inference.first',
    unit: 'ms',
    read: ({ inference }) => inference?.firstMs,
    row: {
      block: 'speed',
      label: 'first run',
      note: ({ inference }, say) =>
        inference === null ? '' : `${say(inference.firstMs / inference.ms.median, 'ratio')} the median`,
    },
    tile: [3, 'first run'],
    testCase: [2, 'first run'],
    csv: [35, 'inference_first_ms'],
    openMetrics: [3, 'dumont_first_run_seconds'],
    help: 'First run.',
    sark: 'InferenceMsFirst',
    metric: { name: 'first', title: 'first run' },
  },
  {
    name: 'inference.throughput',
    unit: 'perSecond',
    read: ({ inference }) => inference?.throughputPerSecond,
    row: { block: 'speed', label: 'throughput' },
    tile: [2, 'throughput'],
    csv: [36, 'throughput_per_second'],
    sark: 'throughput_per_second',
  },
  ...DEVICE_FIGURES,
  {
    name: 'outputDrift',
    unit: 'fraction',
    read: ({ outputDrift }) => outputDrift?.maxRel,
    row: {
      block: 'speed',
      label: 'output drift',
      note: "largest difference from the CPU's outputs, of the largest value",
    },
    grid: [3, 'drift'],
    testCase: [5, 'output drift'],
    csv: [84, 'output_drift'],
    openMetrics: [6, 'dumont_output_drift_ratio'],
    help: "Largest difference from the CPU's outputs, as a fraction of their largest value.",
    sark: 'output_drift',
  },
  {
    name: 'inference.peakMemory',
    unit: 'MB',
    read: ({ inference }) => inference?.peakRamMb,
    row: {
      block: 'memory',
      label: 'inference',
      note: ({ memory }, say) => `${say(memory?.inference?.deltaMb ?? 0, 'MB')} above the baseline`,
    },
    grid: [2, 'memory'],
    testCase: [3, 'peak memory'],
    csv: [37, 'inference_peak_mb'],
    openMetrics: [5, 'dumont_peak_memory_bytes'],
    help: 'Peak memory of inference.',
    sark: 'PeakInferenceRamUsage',
  },
  {
    name: 'memory.resident',
    unit: 'MB',
    read: ({ memory }) => memory?.residentMb,
    row: {
      block: 'memory',
      label: 'at the end',
      note: ({ memory }, say) =>
        `${say(memory?.fileMb ?? 0, 'MB')} of files, ${say(memory?.anonymousMb ?? 0, 'MB')} anonymous`,
    },
    csv: [72, 'resident_mb'],
    sark: 'resident_mb',
  },
  {
    name: 'memory.file',
    unit: 'MB',
    read: ({ memory }) => memory?.fileMb,
    csv: [73, 'resident_file_mb'],
    sark: 'resident_file_mb',
  },
  {
    name: 'memory.anonymous',
    unit: 'MB',
    read: ({ memory }) => memory?.anonymousMb,
    csv: [74, 'resident_anonymous_mb'],
    sark: 'resident_anonymous_mb',
  },
  {
    name: 'memory.shared',
    unit: 'MB',
    read: ({ memory }) => memory?.sharedMb,
    csv: [75, 'resident_shared_mb'],
    sark: 'resident_shared_mb',
  },
  {
    name: 'peakMemory',
    unit: 'MB',
    read: ({ load, inference }) => load && Math.max(load.peakRamMb, inference?.peakRamMb ?? 0),
    tile: [5, 'peak memory'],
    metric: { name: 'memory', title: 'memory' },
  },
  {
    name: 'inference.cpu',
    unit: 'percent',
    read: ({ inference }) => inference?.cpuPercent,
    row: { block: 'resources', label: 'CPU', note: ofOneCore },
    csv: [38, 'inference_cpu_percent'],
    sark: 'AverageInferenceCpuPercent',
  },
  {
    name: 'inference.cpuPerRun',
    unit: 'ms',
    read: ({ inference }) => inference?.cpuMsPerRun,
    row: { block: 'resources', label: 'CPU a run', note: 'over all cores, threads that spin included' },
    csv: [67, 'inference_cpu_ms_per_run'],
    sark: 'inference_cpu_ms_per_run',
  },
  ...ACCELERATOR_FIGURES,
  {
    name: 'gc',
    unit: 'ms',
    read: ({ gc }) => gc?.ms,
    csv: [68, 'gc_ms'],
    sark: 'gc_ms',
  },
  {
    name: 'cgroup.throttled',
    unit: 'ms',
    read: ({ cgroup }) => cgroup?.throttledMs,
    csv: [71, 'throttled_ms'],
    sark: 'throttled_ms',
  },
  {
    name: 'floor',
    unit: 'us',
    read: ({ floor }) => floor?.medianUs,
    row: { block: 'resources', label: 'floor', note: describeFloor },
    csv: [60, 'floor_us'],
    sark: 'floor_median_us',
  },
];

export function figuresIn(block: Block): Figure[] {
  return FIGURES.filter(({ row }) => row?.block === block);
}

export interface PlacedFigure {
  readonly position: number;
  /** How it is called there. */
  readonly name: string;
  readonly figure: Figure;
}

/** @returns the figures of a place in their order */
export function figuresAt(place: 'tile' | 'grid' | 'testCase' | 'csv' | 'openMetrics'): PlacedFigure[] {
  const placed = FIGURES.flatMap((figure) => {
    const at: Place | undefined = figure[place];
    return at === undefined ? [] : [{ position: at[0], name: at[1], figure }];
  });
  return placed.sort((a, b) => a.position - b.position);
}

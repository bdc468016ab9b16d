/** What a report says, in the order in which it is read: labelled values, ready to be laid out by a format. */
import type { BenchmarkReport, InferenceResult, LoadResult, Summary } from '@dumont/protocol';
import { printable } from './printable.ts';
import {
  formatCount,
  formatFileSize,
  formatMemory,
  formatPercent,
  formatRate,
  formatRatio,
  formatTime,
  timeScaleFor,
  type TimeScale,
} from './quantity.ts';
import { drawCourse, drawHistogram } from './sparkline.ts';

export interface Row {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

export interface Section {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
}

const PERCENTILES = [
  { key: 'p90', label: 'p90', minRuns: 29 },
  { key: 'p95', label: 'p95', minRuns: 59 },
  { key: 'p99', label: 'p99', minRuns: 299 },
  { key: 'p999', label: 'p99.9', minRuns: 2995 },
] as const;
const MIN_RUNS_FOR_INTERVAL = 6;

export function describeModel(report: BenchmarkReport): string {
  return printable(report.model.fileName);
}

/** @returns engine and file, one line */
export function describeSubject({ engine, model }: BenchmarkReport): string {
  const parts = [
    engine.computeUnit,
    [engine.name, engine.version ?? ''].join(' ').trim(),
    model.bytes === null ? '' : formatFileSize(model.bytes),
    model.sha256 === null ? '' : `sha256 ${model.sha256.slice(0, 12)}`,
  ];
  return printable(joinParts(parts));
}

export function describeMachine({ device, environment }: BenchmarkReport): string {
  const cores = environment.cpuQuotaCores ?? environment.cpuCores;
  const parts = [
    device.soc,
    formatCount(cores, 'core'),
    `${device.os} ${device.osVersion}`.trim(),
    environment.container ?? environment.virtualization ?? '',
    `Node ${environment.node.replace(/^v/, '')}`,
  ];
  return printable(joinParts(parts));
}

export function describeSections(report: BenchmarkReport): Section[] {
  const cores = report.environment.cpuCores;
  const sections: Section[] = [];
  if (report.inference !== null) sections.push(inferenceSection(report.inference, report, cores));
  if (report.load !== null) sections.push(loadSection(report.load, cores));
  if (report.memory !== null) sections.push(memorySection(report.memory));
  if (report.engine.placement !== null) sections.push(placementSection(report.engine.placement));
  return sections;
}

function inferenceSection(inference: InferenceResult, report: BenchmarkReport, cores: number): Section {
  const { ms, firstMs, samplesMs } = inference;
  const scale = timeScaleFor(ms.median);
  const rows: Row[] = [
    ...locationRows(ms, scale, 'runs'),
    ...percentileRows(ms, scale),
    {
      label: 'first run',
      value: formatTime(firstMs),
      note: `${formatRatio(firstMs / ms.median)} the median`,
    },
    { label: 'throughput', value: formatRate(inference.throughputPerSecond) },
    ...distributionRows(samplesMs, scale),
    ...outlierRows(ms),
    ...processorRows(inference.cpuPercent, cores),
    ...graphicsRows(inference),
  ];
  if (report.floor !== null) {
    const value = formatTime(report.floor.medianUs / 1000);
    rows.push({ label: 'floor', value, note: "the harness's own time in each run" });
  }
  return {
    title: 'Inference',
    note: `${formatCount(ms.n, 'run')} after ${describeWarmUp(report.settings)}`,
    rows,
  };
}

/** The settings say how much at least, as `--warmup` does. */
function describeWarmUp({ warmupRuns, warmupMs }: BenchmarkReport['settings']): string {
  if (warmupMs > 0)
    return `a warm-up of at least ${formatCount(warmupRuns, 'run')} and ${formatTime(warmupMs)}`;
  return warmupRuns === 0 ? 'no warm-up' : formatCount(warmupRuns, 'warm-up run');
}

function loadSection(load: LoadResult, cores: number): Section {
  const scale = timeScaleFor(load.ms.median);
  const rows: Row[] = [
    ...locationRows(load.ms, scale, 'loads'),
    { label: 'first', value: formatTime(load.firstMs), note: 'the files may not have been cached yet' },
    {
      label: 'process start',
      value: formatTime(load.processStartMs),
      note: 'runtime and engine, not in the load',
    },
    ...processorRows(load.cpuPercent, cores),
  ];
  return { title: 'Load', note: formatCount(load.ms.n, 'fresh process', 'fresh processes'), rows };
}

function locationRows(ms: Summary, scale: TimeScale, samples: string): Row[] {
  const median = { label: 'median', value: scale.format(ms.median) };
  const spread = ms.stdDev === null ? '' : ` ± ${scale.number(ms.stdDev)}`;
  const rows: Row[] = [
    {
      ...median,
      note: intervalNote(ms.medianCi95, scale, `95 % CI needs ${MIN_RUNS_FOR_INTERVAL} ${samples}`),
    },
  ];
  if (ms.n === 1) return rows;
  rows.push({
    label: spread === '' ? 'mean' : 'mean ± sd',
    value: `${scale.number(ms.mean)}${spread} ${scale.unit}`,
  });
  rows.push({ label: 'min … max', value: `${scale.number(ms.min)} … ${scale.format(ms.max)}` });
  return rows;
}

function percentileRows(ms: Summary, scale: TimeScale): Row[] {
  const rows: Row[] = [];
  for (const { key, label, minRuns } of PERCENTILES) {
    const value = ms[key];
    const note = intervalNote(ms.percentileCi95[key], scale, `needs ${minRuns} runs`);
    if (value !== null) {
      rows.push({ label, value: scale.format(value), note });
    } else {
      // The next one that more runs would give; p99.9 is not for everyone.
      if (key !== 'p999') rows.push({ label, value: '–', note });
      break;
    }
  }
  return rows;
}

function intervalNote(
  interval: readonly [number, number] | null,
  scale: TimeScale,
  otherwise: string,
): string {
  if (interval === null) return otherwise;
  return `95 % CI ${scale.number(interval[0])} … ${scale.format(interval[1])}`;
}

function distributionRows(samples: readonly number[], scale: TimeScale): Row[] {
  if (samples.length < 2) return [];
  const histogram = drawHistogram(samples);
  const range = `${scale.number(histogram.low)} … ${scale.format(histogram.high)}`;
  const beyond = histogram.beyond === 0 ? '' : ', the middle 98 %';
  return [
    { label: 'distribution', value: histogram.bars, note: `${range}${beyond}` },
    { label: 'over time', value: drawCourse(samples, histogram), note: 'first to last run' },
  ];
}

function outlierRows(ms: Summary): Row[] {
  if (ms.outliers === 0) return [];
  return [{ label: 'outliers', value: String(ms.outliers), note: 'over 14.8 MAD from the median; kept' }];
}

function processorRows(percent: number | null, cores: number): Row[] {
  if (percent === null) return [];
  return [{ label: 'CPU', value: formatPercent(percent), note: `of one core, of ${cores}` }];
}

function graphicsRows({ gpuPercent, vramMb }: InferenceResult): Row[] {
  const rows: Row[] = [];
  if (gpuPercent !== null) rows.push({ label: 'GPU', value: formatPercent(gpuPercent) });
  if (vramMb !== null) rows.push({ label: 'GPU memory', value: formatMemory(vramMb) });
  return rows;
}

function memorySection(memory: NonNullable<BenchmarkReport['memory']>): Section {
  const above = (deltaMb: number): string => `${formatMemory(deltaMb)} above the baseline`;
  const method =
    memory.method === 'kernel-peak'
      ? "the kernel's peak in each phase"
      : `sampled every ${formatTime(memory.sampleIntervalMs)}`;
  return {
    title: 'Memory',
    note: method,
    rows: [
      {
        label: 'baseline',
        value: formatMemory(memory.baselineMb),
        note: 'runtime and engine before the model',
      },
      { label: 'load', value: formatMemory(memory.load.peakMb), note: above(memory.load.deltaMb) },
      ...(memory.inference === null
        ? []
        : [
            {
              label: 'inference',
              value: formatMemory(memory.inference.peakMb),
              note: above(memory.inference.deltaMb),
            },
          ]),
    ],
  };
}

const VERDICTS = {
  full: 'everything ran on the provider that was asked for',
  partial: 'part of the model ran on another provider',
  fallback: 'nothing ran on the provider that was asked for',
} as const;

function placementSection(placement: NonNullable<BenchmarkReport['engine']['placement']>): Section {
  return {
    title: 'Placement',
    note: `${placement.verdict}: ${VERDICTS[placement.verdict]}`,
    rows: Object.entries(placement.nodes).map(([provider, nodes]) => ({
      label: printable(provider.replace(/ExecutionProvider$/, '')),
      value: formatCount(nodes, 'node'),
      note: formatTime(placement.timeMs[provider] ?? 0),
    })),
  };
}

function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

/** What a report says, in the order in which it is read: labelled values, ready to be laid out by a format. */
import type { BenchmarkReport, InferenceResult, LoadResult, Sustained } from '@dumont/protocol';
import {
  formatCount,
  formatMemory,
  formatPercent,
  formatRate,
  formatRatio,
  formatTime,
  timeScaleFor,
} from './quantity.ts';
import { drawCourse } from './sparkline.ts';
import { distributionRows, locationRows, outlierRows, percentileRows, type Row } from './time-rows.ts';

export interface Section {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
}

export function describeSections(report: BenchmarkReport): Section[] {
  const cores = report.environment.cpuCores;
  const sections: Section[] = [];
  if (report.inference !== null) sections.push(inferenceSection(report.inference, report, cores));
  if (report.sustained) sections.push(sustainedSection(report.sustained));
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

function sustainedSection({ burstMs, sustainedMs, ratio, sliceMs, slices }: Sustained): Section {
  const scale = timeScaleFor(burstMs);
  const medians = slices.map(({ medianMs }) => medianMs);
  const [low, high] = [Math.min(...medians), Math.max(...medians)];
  const temperatures = slices.flatMap(({ temperatureC }) => temperatureC ?? []);
  const frequencies = slices.flatMap(({ frequencyMhz }) => frequencyMhz ?? []);
  const throttled = slices.at(-1)?.throttleEvents ?? null;
  return {
    title: 'Sustained',
    note: `${formatCount(slices.length, 'slice')} of ${formatTime(sliceMs)}`,
    rows: [
      { label: 'burst', value: scale.format(burstMs), note: 'median of the first slice' },
      {
        label: 'sustained',
        value: scale.format(sustainedMs),
        note: `${formatRatio(ratio)} the burst; median of the last third`,
      },
      {
        label: 'by slice',
        value: drawCourse(medians, { low, high }),
        note: `${scale.number(low)} … ${scale.format(high)}`,
        sketch: true,
      },
      ...rangeRow('temperature', temperatures, '°C'),
      ...rangeRow('clock', frequencies, 'MHz'),
      ...(throttled === null ? [] : [{ label: 'throttled', value: formatCount(throttled, 'time') }]),
    ],
  };
}

function rangeRow(label: string, values: readonly number[], unit: string): Row[] {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    {
      label,
      value: `${Math.round(first)} → ${Math.round(last)} ${unit}`,
      note: `at most ${Math.round(Math.max(...values))}`,
    },
  ];
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
      label: provider.replace(/ExecutionProvider$/, ''),
      value: formatCount(nodes, 'node'),
      note: formatTime(placement.timeMs[provider] ?? 0),
    })),
  };
}

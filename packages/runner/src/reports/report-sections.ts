/** What a report says, in the order in which it is read: labelled values, ready to be laid out by a format. */
import type { BenchmarkReport, InferenceResult, LoadResult, Placement, Sustained } from '@dumont/protocol';
import { figureRows, type Row } from './figure-rows.ts';
import { formatCount, formatRatio, formatTime, timeScaleFor } from './quantity.ts';
import { describePlacement, placementRows } from './placement-rows.ts';
import { drawCourse } from './sparkline.ts';
import { distributionRows, locationRows, outlierRows, percentileRows } from './time-rows.ts';

export interface Section {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
}

export function describeSections(report: BenchmarkReport): Section[] {
  const sections: Section[] = [];
  if (report.inference !== null) sections.push(inferenceSection(report.inference, report));
  if (report.sustained) sections.push(sustainedSection(report.sustained));
  if (report.load !== null) sections.push(loadSection(report.load, report));
  if (report.memory !== null) sections.push(memorySection(report.memory, report));
  if (report.engine.placement !== null) sections.push(placementSection(report, report.engine.placement));
  return sections;
}

function inferenceSection(inference: InferenceResult, report: BenchmarkReport): Section {
  const { ms, samplesMs } = inference;
  const scale = timeScaleFor(ms.median);
  return {
    title: 'Inference',
    note: `${formatCount(ms.n, 'run')} after ${describeWarmUp(report.settings)}`,
    rows: [
      ...locationRows(ms, scale, 'runs'),
      ...percentileRows(ms, scale),
      ...figureRows(report, 'speed'),
      ...distributionRows(samplesMs, scale),
      ...outlierRows(ms),
      ...figureRows(report, 'resources'),
    ],
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

function loadSection({ ms, cold }: LoadResult, report: BenchmarkReport): Section {
  return {
    title: 'Load',
    note: `${formatCount(ms.n, 'fresh process', 'fresh processes')}${describeCold(cold)}`,
    rows: [...locationRows(ms, timeScaleFor(ms.median), 'loads'), ...figureRows(report, 'load')],
  };
}

/** Only what a look at the files has shown is said of where they came from. */
function describeCold(cold: LoadResult['cold']): string {
  if (cold === undefined) return '';
  const fromDisk = cold.loads.filter((isCold) => isCold === true).length;
  if (fromDisk === cold.loads.length) return ', files from the disk';
  if (cold.loads.every((isCold) => isCold === null)) return ', nobody can tell whether from the disk';
  return fromDisk === 0
    ? ', files cached all the same'
    : `, ${fromDisk} of ${cold.loads.length} with files from the disk`;
}

type Memory = NonNullable<BenchmarkReport['memory']>;

function describePeaks({ method, peakOf, sampleIntervalMs }: Memory): string {
  switch (method) {
    case 'sampled':
      return `sampled every ${formatTime(sampleIntervalMs)}`;
    case 'cgroup-peak':
      return "the control group's peak in each phase";
    case 'kernel-peak':
      return peakOf === 'bound'
        ? 'at most: the sum of the peaks of several processes in each phase'
        : "the kernel's peak in each phase";
  }
}

function memorySection(memory: Memory, report: BenchmarkReport): Section {
  return {
    title: 'Memory',
    note: `${describePeaks(memory)}${memory.counts === 'footprint' ? ", of the processes' footprint" : ''}`,
    rows: figureRows(report, 'memory'),
  };
}

function placementSection(report: BenchmarkReport, placement: Placement): Section {
  return {
    title: 'Placement',
    note: describePlacement(placement),
    rows: placementRows(report, placement),
  };
}

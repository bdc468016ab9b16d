/** What the measured process took over its life: one row for each of CPU, memory, utilisation and power, over its phases. */
import type { Timeline } from '@dumont/protocol';
import { formatFigure } from '../quantity.ts';
import { COLORS, valueAxis, type Chart } from './chart.ts';

/** Of a process that lived for less, nothing is seen but its start. */
const SHORTEST_MS = 1000;
const FEWEST_POINTS = 4;

type Reading = Exclude<keyof Timeline['points'][number], 'atMs'>;

interface Line {
  readonly reading: Reading;
  readonly name: string;
  readonly color: string;
  readonly unit: 'percent' | 'MB' | 'W';
}

const LINES: readonly Line[] = [
  { reading: 'cpuPercent', name: 'CPU, %', color: COLORS.accent, unit: 'percent' },
  { reading: 'ramMb', name: 'memory, MB', color: COLORS.second, unit: 'MB' },
  { reading: 'gpuPercent', name: 'GPU, %', color: COLORS.good, unit: 'percent' },
  { reading: 'powerW', name: 'board, W', color: COLORS.bad, unit: 'W' },
];

const PHASES: Readonly<Record<Timeline['phases'][number]['name'], string>> = {
  load: 'load',
  first: 'first run',
  warmup: 'warm-up',
  measure: 'measured runs',
};
/** One after the other are told apart; the measured runs are what it is about. */
const BAND_OPACITY: Readonly<Record<keyof typeof PHASES, number>> = {
  load: 0.45,
  first: 0.8,
  warmup: 0.32,
  measure: 0.14,
};

const TOP = 26;
const ROW = 84;
const GAP = 34;
const BOTTOM = 24;
/** A band that is narrower than its name has none: of the whole width, for each letter. */
const WIDTH_OF_LETTER = { wide: 0.0125, narrow: 0.026 };

/** @returns null where it was seen too seldom for a chart */
export function timelineChart(timeline: Timeline): Chart | null {
  const { points, phases } = timeline;
  const endMs = Math.max(0, ...points.map(({ atMs }) => atMs), ...phases.map((phase) => phase.endMs));
  const lines = LINES.filter(({ reading }) => points.some((point) => point[reading] !== null));
  if (endMs < SHORTEST_MS || points.length < FEWEST_POINTS || lines.length === 0) return null;
  return {
    label: labelOf(points, lines, endMs),
    height: TOP + lines.length * ROW + (lines.length - 1) * GAP + BOTTOM,
    option: (narrow) => ({
      grid: lines.map((_, row) => ({ left: 52, right: 16, top: TOP + row * (ROW + GAP), height: ROW })),
      xAxis: lines.map((_, row) => ({
        ...valueAxis({ min: 0, max: endMs / 1000, lines: false, splits: narrow ? 4 : 8, labelEnds: false }),
        gridIndex: row,
        ...(row === lines.length - 1
          ? {
              axisLabel: {
                color: COLORS.soft,
                formatter: '{value} s',
                showMaxLabel: false,
                hideOverlap: true,
              },
            }
          : { axisLabel: { show: false } }),
      })),
      yAxis: lines.map(({ name }, row) => ({
        ...valueAxis({ name, min: 0, splits: 2 }),
        gridIndex: row,
        nameGap: 8,
        nameTextStyle: { color: COLORS.soft, align: 'left', padding: [0, 0, 0, -36] },
      })),
      series: lines.map(({ reading, color }, row) => ({
        type: 'line',
        xAxisIndex: row,
        yAxisIndex: row,
        data: points.flatMap((point) =>
          point[reading] === null ? [] : [[point.atMs / 1000, point[reading]]],
        ),
        showSymbol: points.length <= 60,
        symbolSize: 3,
        lineStyle: { color, width: 1.5 },
        itemStyle: { color },
        markArea: bands(timeline.phases, endMs, { named: row === 0, narrow }),
      })),
    }),
  };
}

function bands(
  phases: Timeline['phases'],
  endMs: number,
  { named, narrow }: { readonly named: boolean; readonly narrow: boolean },
): object {
  const letter = WIDTH_OF_LETTER[narrow ? 'narrow' : 'wide'];
  return {
    silent: true,
    label: { color: COLORS.soft, position: 'top', distance: 2, fontSize: 11 },
    data: phases.map(({ name, startMs, endMs: phaseEndMs }) => [
      {
        name: PHASES[name],
        xAxis: startMs / 1000,
        itemStyle: { color: COLORS.accentSoft, opacity: BAND_OPACITY[name] },
        label: { show: named && (phaseEndMs - startMs) / endMs > PHASES[name].length * letter },
      },
      { xAxis: phaseEndMs / 1000 },
    ]),
  };
}

function labelOf(points: Timeline['points'], lines: readonly Line[], endMs: number): string {
  const highest = lines.map(({ reading, name, unit }) => {
    const value = Math.max(...points.map((point) => point[reading] ?? 0));
    return `${name.split(',')[0] ?? name} up to ${formatFigure(value, unit)}`;
  });
  return `Over ${formatFigure(endMs, 'ms')} from the start of the process: ${highest.join(', ')}`;
}

/** In words: a short phase is too narrow to be named in the chart. */
export function describePhases({ phases }: Timeline): string {
  return phases
    .map(
      ({ name, startMs, endMs }) =>
        `${PHASES[name]} ${formatFigure(startMs, 'ms')} … ${formatFigure(endMs, 'ms')}`,
    )
    .join(', ');
}

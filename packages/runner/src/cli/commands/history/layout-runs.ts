/** The runs of the history for a person, and how each model has changed. Pure. */
import { findChangePoint, printable } from '@dumont/protocol';
import type { HistoryRow } from '../../../history/history.ts';
import type { Grid } from '../../../reports/grid.ts';
import { formatChange, formatPercent, formatTime } from '../../../reports/quantity.ts';
import { drawCourse } from '../../../reports/sparkline.ts';
import { layoutGrid } from '../../../reports/text-layout.ts';
import { wrap } from '../../../reports/wrap.ts';
import type { Surroundings } from '../../output/surroundings.ts';

const INDENT = '  ';

export function layoutRuns(
  rows: readonly HistoryRow[],
  { width, paint }: Pick<Surroundings, 'width' | 'paint'>,
): string {
  if (rows.length === 0) return 'The history is empty: every benchmark from now on is kept in it.\n';
  const grid: Grid = {
    title: 'History',
    note: 'newest last; history show <number> shows one',
    columns: [
      { heading: 'number', align: 'right' },
      { heading: 'time (UTC)', align: 'left', whole: true },
      { heading: 'model', align: 'left', flexible: true },
      { heading: 'unit', align: 'left' },
      { heading: 'median', align: 'right' },
      { heading: 'outcome', align: 'left' },
    ],
    rows: rows.map((row) => [
      String(row.id),
      row.created_utc.slice(0, 16).replace('T', ' '),
      printable(row.model),
      printable(row.compute_unit),
      row.median_ms === null ? '–' : formatTime(row.median_ms),
      row.outcome,
    ]),
  };
  const trends = describeTrends(rows).flatMap((line) => wrap(line, width, INDENT));
  const blocks = [
    layoutGrid(grid, width, paint),
    ...(trends.length === 0 ? [] : [['', paint('bold', 'Trend'), ...trends]]),
  ];
  return `${blocks.flat().join('\n')}\n`;
}

/** @returns for each model with several runs of the same kind its course, and when it changed */
export function describeTrends(rows: readonly HistoryRow[]): string[] {
  const measured = rows.filter(({ kind, median_ms: median }) => kind === 'benchmark' && median !== null);
  const series = Map.groupBy(measured, (row) => row.series);
  return [...series.values()].flatMap((runs) => {
    const [first] = runs;
    if (first === undefined || runs.length < 2) return [];
    const medians = runs.map(({ median_ms: median }) => median ?? 0);
    const [low, high] = [Math.min(...medians), Math.max(...medians)];
    const course = drawCourse(medians, { low, high });
    const found = findChangePoint(medians);
    const start = found === null ? undefined : runs[found.index];
    const finding =
      found === null || start === undefined
        ? 'no lasting change'
        : `${formatChange(found.change)} since run ${start.id} of ${start.created_utc.slice(0, 10)} (confidence ${describeConfidence(found.confidence)})`;
    return [
      `${printable(first.model)} on ${printable(first.compute_unit)}: ${course} ${formatTime(low)} … ${formatTime(high)} in ${runs.length} runs; ${finding}.`,
    ];
  });
}

function describeConfidence(confidence: number): string {
  return confidence > 0.999 ? 'over 99.9 %' : formatPercent(confidence * 100);
}

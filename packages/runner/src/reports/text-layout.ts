/** Lays text out in columns of a terminal, by the width in which characters are displayed. */
import Table from 'cli-table3';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import type { Column, Grid } from './grid.ts';
import type { Section } from './report-sections.ts';
import type { Row } from './figure-rows.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';
const GAP = 2;
const LABEL_WIDTH = 15;
/** Holds the usual values, so that notes stand below each other; a longer value pushes its note to the right. */
const VALUE_WIDTH = 18;
const MIN_COLUMN_WIDTH = 8;
/** Of any text; a number, of which a part is another number, gives way only then. */
const MIN_TEXT_WIDTH = 5;

export function layoutHeading(title: string, note: string, width: number, paint: Paint): string {
  const gap = ' '.repeat(Math.max(GAP, INDENT.length + LABEL_WIDTH - stringWidth(title)));
  const room = width - stringWidth(title) - gap.length;
  return note === ''
    ? paint('bold', title)
    : `${paint('bold', title)}${gap}${paint('dim', truncate(note, room))}`;
}

export function layoutSection(section: Section, width: number, paint: Paint): string[] {
  const heading = layoutHeading(section.title, section.note, width, paint);
  return [heading, ...section.rows.flatMap((row) => layoutRow(row, width, paint))];
}

function layoutRow({ label, value, note }: Row, width: number, paint: Paint): string[] {
  const start = `${INDENT}${pad(truncate(label, LABEL_WIDTH - 1), LABEL_WIDTH)}`;
  const shown = truncate(value, width - stringWidth(start));
  if (note === undefined || note === '') return [`${start}${shown}`];
  const first = `${start}${pad(shown, VALUE_WIDTH)}${' '.repeat(GAP)}`;
  const room = width - stringWidth(first);
  if (stringWidth(note) <= room) return [`${first}${paint('dim', note)}`];
  const under = ' '.repeat(stringWidth(start));
  return [`${start}${shown}`, ...wrap(note, width, under).map((line) => paint('dim', line))];
}

export function layoutGrid(grid: Grid, width: number, paint: Paint): string[] {
  const room = width - INDENT.length;
  const widths = fitColumns(grid, room);
  const fit = (cells: readonly string[]): string[] =>
    cells.map((cell, column) => truncate(cell, widths[column] ?? MIN_COLUMN_WIDTH));
  const table = new Table({
    chars: BORDERLESS,
    colAligns: grid.columns.map((column) => column.align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP, compact: true },
  });
  table.push(fit(grid.columns.map((column) => column.heading)), ...grid.rows.map(fit));
  const [headings = '', ...lines] = table
    .toString()
    .split('\n')
    .map((line) => `${INDENT}${line}`.trimEnd());
  return [layoutHeading(grid.title, grid.note, width, paint), paint('dim', headings), ...lines];
}

/** Names differ at both ends: what gives way is the middle. */
export function truncate(text: string, width: number): string {
  return stringWidth(text) <= width ? text : cliTruncate(text, Math.max(1, width), { position: 'middle' });
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** Shrinks the widest column of those that give way first, until the row fits. */
function fitColumns({ columns, rows }: Grid, width: number): number[] {
  const widths = columns.map(({ heading }, column) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const gaps = GAP * (columns.length - 1);
  for (let excess = sum(widths) + gaps - width; excess > 0; excess = sum(widths) + gaps - width) {
    const column = findYielding(columns, widths);
    if (column === undefined) break;
    widths[column] = (widths[column] ?? 0) - 1;
  }
  return widths;
}

/** @returns the column to be shrunk by one: undefined where none can be */
function findYielding(columns: readonly Column[], widths: readonly number[]): number | undefined {
  const indexed = columns.map((column, index) => ({ ...column, index, width: widths[index] ?? 0 }));
  const inOrder = [
    indexed.filter(({ flexible, width }) => flexible === true && width > MIN_COLUMN_WIDTH),
    indexed.filter(({ align, whole, width }) => align === 'left' && whole !== true && width > MIN_TEXT_WIDTH),
    indexed.filter(({ width }) => width > 1),
  ];
  const candidates = inOrder.find((columnsOfOne) => columnsOfOne.length > 0) ?? [];
  return candidates.toSorted((one, other) => other.width - one.width)[0]?.index;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;

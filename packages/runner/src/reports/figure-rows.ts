/** Figures as rows that people read. */
import { figuresIn, type BenchmarkReport, type Block } from '@dumont/protocol';
import { formatFigure } from './quantity.ts';

export interface Row {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** Drawn with characters: a page has a chart instead. */
  readonly sketch?: true;
}

/** @returns the rows of a block that the report has figures for */
export function figureRows(report: BenchmarkReport, block: Block): Row[] {
  return figuresIn(block).flatMap(({ unit, read, row }) => {
    const value = read(report) ?? null;
    if (value === null || row === undefined) return [];
    const { label, note } = row;
    const shown = { label, value: formatFigure(value, unit) };
    if (note === undefined) return [shown];
    return [{ ...shown, note: typeof note === 'string' ? note : note(report, formatFigure) }];
  });
}

/** Figures as rows that people read. */
import { figuresIn, type BenchmarkReport, type Block, type Figure } from '@dumont/protocol';
import { formatFigure } from './quantity.ts';

export interface Row {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** Drawn with characters: a page has a chart instead. */
  readonly sketch?: true;
}

/** @returns the rows of a block that the report has figures for, or a reason why not that its reader can do something about */
export function figureRows(report: BenchmarkReport, block: Block): Row[] {
  return figuresIn(block).flatMap((figure) => {
    const value = wordFigure(figure, report);
    if (figure.row === undefined) return [];
    const { label, note, whyNot } = figure.row;
    if (value === null) {
      const reason = whyNot?.(report) ?? null;
      return reason === null ? [] : [{ label, value: '–', note: reason }];
    }
    const shown = { label, value };
    if (note === undefined) return [shown];
    return [{ ...shown, note: typeof note === 'string' ? note : note(report, formatFigure) }];
  });
}

/** @returns null where it was not measured */
export function wordFigure({ read, unit }: Figure, report: BenchmarkReport): string | null {
  const value = read(report) ?? null;
  return value === null ? null : formatFigure(value, unit);
}

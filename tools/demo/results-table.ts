/** The most telling columns of results, for a person. Pure. */
import { z } from 'zod';

const COLUMNS = ['status', 'model', 'unit', 'LoadMsMedian', 'InferenceMsMedian', 'remark'] as const;

const ms = z.number().nullable();
export const resultSchema = z.object({
  status: z.string(),
  FileName: z.string(),
  ComputeUnits: z.string(),
  LoadMsMedian: ms,
  InferenceMsMedian: ms,
  remark: z.string(),
});
type Result = z.infer<typeof resultSchema>;

/** @returns lines of equal columns, the heading first */
export function resultsTable(records: readonly Result[]): string[] {
  const rows = [[...COLUMNS], ...records.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cells(record: Result): string[] {
  const { status, FileName, ComputeUnits, LoadMsMedian, InferenceMsMedian, remark } = record;
  return [status, FileName, ComputeUnits, inMs(LoadMsMedian), inMs(InferenceMsMedian), remark];
}

function inMs(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

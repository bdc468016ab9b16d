/** The most telling columns of results, for a person. Pure. */
import type { ResultRecord } from '@dumont/protocol';

const COLUMNS = ['status', 'model', 'unit', 'LoadMsMedian', 'InferenceMsMedian', 'remark'] as const;

/** @returns lines of equal columns, the heading first */
export function resultsTable(records: readonly ResultRecord[]): string[] {
  const rows = [[...COLUMNS], ...records.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cells(record: ResultRecord): string[] {
  const { status, FileName, ComputeUnits, LoadMsMedian, InferenceMsMedian, remark } = record;
  return [status, FileName, ComputeUnits, inMs(LoadMsMedian), inMs(InferenceMsMedian), remark];
}

function inMs(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

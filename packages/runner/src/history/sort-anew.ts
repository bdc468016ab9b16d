/** Sorts the runs of an older history into the series of today, so that they go on in those. */
import type { DatabaseSync } from 'node:sqlite';
import { parseJson, storedDocumentSchema } from '@dumont/protocol';
import { z } from 'zod';
import { seriesOf } from './series.ts';

const rowSchema = z.object({ id: z.int(), document: z.string().transform(parseJson) });

/** From version 1 to 2, also where another command has just done so. The documents stay as they were written. @throws an SQLite error */
export function sortAnew(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const update = database.prepare('UPDATE runs SET series = ? WHERE id = ?');
    for (const { series, id } of findSeries(database)) update.run(series, id);
    database.exec('PRAGMA user_version = 2');
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** @returns the runs that can be read: the others stay in the series that they are in */
function findSeries(database: DatabaseSync): { id: number; series: string }[] {
  const found: { id: number; series: string }[] = [];
  // One after the other: all documents together may be more than fits into memory.
  for (const row of database.prepare('SELECT id, document FROM runs').iterate()) {
    const { id, document } = rowSchema.parse(row);
    const { data } = storedDocumentSchema.safeParse(document);
    if (data === undefined) continue;
    const report = 'candidate' in data ? (data.candidate ?? data.baseline) : data;
    found.push({ id, series: seriesOf(report) });
  }
  return found;
}

/** Every run of this user on this machine, in an SQLite file of theirs. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  COMPARISON_SCHEMA,
  describeIssues,
  describeNewerVersion,
  DumontError,
  storedDocumentSchema,
  type BenchmarkReport,
  type ComparisonReport,
} from '@dumont/protocol';
import { z } from 'zod';
import { loadSqlite } from '../host/load-sqlite.ts';
import { seriesOf } from './series.ts';
import { sortAnew } from './sort-anew.ts';

export type Remembered = BenchmarkReport | ComparisonReport;

const FILE = 'history.sqlite';
/** Another command may be writing. */
const BUSY_TIMEOUT_MS = 5000;
/** Past this, the single runs of a report are left out of what is remembered. */
const MAX_DOCUMENT_LENGTH = 2_000_000;

// A new version is a migration: user_version tells which one a file has. In version 1 series were told apart by less.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY,
    created_utc TEXT NOT NULL,
    kind TEXT NOT NULL,
    series TEXT NOT NULL,
    model TEXT NOT NULL,
    compute_unit TEXT NOT NULL,
    outcome TEXT NOT NULL,
    median_ms REAL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS runs_series ON runs (series, id);
  PRAGMA user_version = 2;
`;

const rowSchema = z.object({
  id: z.int(),
  created_utc: z.string(),
  kind: z.enum(['benchmark', 'comparison']),
  series: z.string(),
  model: z.string(),
  compute_unit: z.string(),
  outcome: z.string(),
  median_ms: z.number().nullable(),
});
export type HistoryRow = z.infer<typeof rowSchema>;

export interface HistoryFilter {
  /** Part of the model's name. */
  readonly name: string | null;
  /** The newest so many. */
  readonly limit: number;
}

export class History {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws DumontError USAGE without SQLite; a system or SQLite error where the folder cannot be used */
  static async open(folder: string): Promise<History> {
    const { DatabaseSync } = loadSqlite('the history (--no-history does without)');
    // Models and paths are nobody else's business.
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(path.join(folder, FILE));
    try {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      // Setting it up again would write, which somebody who only reads must not wait to be allowed to.
      if (versionOf(database) === 0) database.exec(SCHEMA);
      return new History(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  add(document: Remembered): void {
    // Now, because somebody who only reads must not wait to be allowed to write.
    if (versionOf(this.#database) === 1) sortAnew(this.#database);
    const row = describeRow(document);
    this.#run(
      'INSERT INTO runs (created_utc, kind, series, model, compute_unit, outcome, median_ms, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      row.created_utc,
      row.kind,
      row.series,
      row.model,
      row.compute_unit,
      row.outcome,
      row.median_ms,
      toText(document),
    );
  }

  /** @returns oldest first */
  list({ name, limit }: HistoryFilter): HistoryRow[] {
    const rows = this.#database
      .prepare(
        `SELECT id, created_utc, kind, series, model, compute_unit, outcome, median_ms FROM runs
         WHERE ? IS NULL OR instr(model, ?) > 0 ORDER BY id DESC LIMIT ?`,
      )
      .all(name, name, limit);
    return z.array(rowSchema).parse(rows).reverse();
  }

  /** @returns undefined where there is none @throws DumontError USAGE where a newer Dumont has written it */
  read(id: number): Remembered | undefined {
    const row = this.#database.prepare('SELECT document FROM runs WHERE id = ?').get(id);
    if (row === undefined) return undefined;
    const value: unknown = JSON.parse(z.object({ document: z.string() }).parse(row).document);
    const parsed = storedDocumentSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const reason = describeNewerVersion(value) ?? describeIssues(parsed.error);
    throw new DumontError('USAGE', `run ${id} of the history cannot be read: ${reason}`);
  }

  /** Keeps the newest `keep`, and of those none from before `sinceUtc`. @returns how many went */
  prune({ keep, sinceUtc }: { keep: number; sinceUtc: string }): number {
    const gone = this.#run(
      'DELETE FROM runs WHERE created_utc < ? OR id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)',
      sinceUtc,
      keep,
    );
    this.#database.exec('VACUUM');
    return gone;
  }

  close(): void {
    this.#database.close();
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }
}

function versionOf(database: DatabaseSync): number {
  return z.object({ user_version: z.int() }).parse(database.prepare('PRAGMA user_version').get())
    .user_version;
}

function describeRow(document: Remembered): Omit<HistoryRow, 'id'> {
  if (document.schema === COMPARISON_SCHEMA) {
    const report = document.candidate ?? document.baseline;
    return {
      ...describeReport(report),
      created_utc: document.createdUtc,
      kind: 'comparison',
      outcome: document.error === null ? document.verdict : document.error.code,
      median_ms: document.metrics.find(({ metric }) => metric === 'latency')?.candidate ?? null,
    };
  }
  return describeReport(document);
}

function describeReport(report: BenchmarkReport): Omit<HistoryRow, 'id'> {
  return {
    created_utc: report.createdUtc,
    kind: 'benchmark',
    series: seriesOf(report),
    model: report.model.fileName,
    compute_unit: report.engine.computeUnit,
    outcome: report.error === null ? 'complete' : report.error.code,
    median_ms: report.error === null ? (report.inference?.ms.median ?? null) : null,
  };
}

function toText(document: Remembered): string {
  const text = JSON.stringify(document);
  if (text.length <= MAX_DOCUMENT_LENGTH) return text;
  return JSON.stringify(document, (key, value: unknown) => (key === 'samplesMs' ? [] : value));
}

/** `dumont-runner history …`: what was run on this machine before. */
import { printable, COMPARISON_SCHEMA, DumontError, findChangePoint, parseCount } from '@dumont/protocol';
import { History, type HistoryRow, type Remembered } from '../history/history.ts';
import type { HistoryFlags, PruneFlags } from './args/flag-schemas.ts';
import type { Grid } from '../reports/grid.ts';
import { formatChange, formatCount, formatPercent, formatTime } from '../reports/quantity.ts';
import { inFile, renderDocument, type FormatContext, type ReportFormat } from '../reports/report-format.ts';
import { drawCourse } from '../reports/sparkline.ts';
import { layoutGrid, wrap } from '../reports/text-layout.ts';
import { checkOutputs, writeText } from './output/output-files.ts';
import { historyFolder } from './remember.ts';
import type { Surroundings } from './surroundings.ts';

const INDENT = '  ';
const ALL = 1_000_000;
const MS_PER_DAY = 86_400_000;

export type HistoryAction = 'list' | 'show' | 'export';

/** @param words the ids, for `show` @returns the exit code @throws DumontError USAGE, OUTPUT_FAILED */
export async function runHistory(
  action: HistoryAction,
  words: readonly string[],
  flags: HistoryFlags,
  surroundings: Surroundings,
): Promise<number> {
  const targets = await checkOutputs(flags.output);
  const { width, paint, stdout, log } = surroundings;
  await withHistory(async (history) => {
    const filter = { name: flags.name ?? null, limit: flags.limit ?? ALL };
    const rows = action === 'show' ? [] : history.list(filter);
    const ids = action === 'show' ? words.map(parseId) : rows.map(({ id }) => id);
    const isList = action === 'list' && flags.format.name === 'table';
    const documents = isList && targets.length === 0 ? [] : ids.map((id) => readRun(history, id));
    // One that is shown is an object in JSON, as it was printed; an export is an array even of one.
    const planned = action === 'show' ? ids.length : Math.max(2, ids.length);
    const render = async (format: ReportFormat, context: FormatContext): Promise<string> => {
      const { text, leftOut } = await renderStored(documents, format, context);
      if (leftOut > 0) {
        log.warn(
          `${formatCount(leftOut, 'comparison')} left out of ${format.name}: show one by its number, or use ndjson`,
        );
      }
      return text;
    };
    await stdout.write(
      isList ? layoutHistory(rows, surroundings) : await render(flags.format, { width, paint, planned }),
    );
    for (const target of targets) await writeText(target, await render(target.format, inFile(planned)));
  });
  return 0;
}

/** @returns the exit code */
export async function runPrune(flags: PruneFlags, { stdout }: Surroundings): Promise<number> {
  if (flags.keep === undefined && flags.olderThan === undefined) {
    throw new DumontError('USAGE', 'say what may go: --older-than 90 (days) or --keep 1000 (runs)');
  }
  await withHistory(async (history) => {
    const since = flags.olderThan === undefined ? 0 : Date.now() - flags.olderThan * MS_PER_DAY;
    const gone = history.prune({ keep: flags.keep ?? ALL, sinceUtc: new Date(since).toISOString() });
    await stdout.write(`${formatCount(gone, 'run')} removed from the history.\n`);
  });
  return 0;
}

async function withHistory(use: (history: History) => Promise<void>): Promise<void> {
  const history = await History.open(historyFolder());
  try {
    await use(history);
  } finally {
    history.close();
  }
}

function parseId(word: string): number {
  const id = parseCount(word, 1, Number.MAX_SAFE_INTEGER);
  if (id === undefined) throw new DumontError('USAGE', `"${word}" is no number of a run: see history list`);
  return id;
}

function readRun(history: History, id: number): Remembered {
  const document = history.read(id);
  if (document === undefined) throw new DumontError('USAGE', `the history has no run ${id}`);
  return document;
}

/** @returns `leftOut`: how many comparisons there were no room for beside reports */
async function renderStored(
  documents: readonly Remembered[],
  format: ReportFormat,
  context: FormatContext,
): Promise<{ text: string; leftOut: number }> {
  const [first] = documents;
  const isOne = context.planned === 1 && first?.schema === COMPARISON_SCHEMA;
  if (isOne || format.mixed === true) {
    let text = '';
    for (const document of documents) {
      text +=
        document.schema === COMPARISON_SCHEMA
          ? await format.renderComparison(document, context)
          : await renderDocument(format, [document], context);
    }
    return { text, leftOut: 0 };
  }
  // A page or a JSON document holds reports or one comparison.
  const reports = documents.filter((document) => document.schema !== COMPARISON_SCHEMA);
  return { text: await renderDocument(format, reports, context), leftOut: documents.length - reports.length };
}

function layoutHistory(rows: readonly HistoryRow[], { width, paint }: Surroundings): string {
  if (rows.length === 0) return 'The history is empty: every benchmark from now on is kept in it.\n';
  const grid: Grid = {
    title: 'History',
    note: 'newest last; history show <number> shows one',
    columns: [
      { heading: 'number', align: 'right' },
      { heading: 'time (UTC)', align: 'left' },
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

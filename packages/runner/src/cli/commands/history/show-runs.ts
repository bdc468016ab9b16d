/** `dumont-runner history list|show|export`: documents of the history in any format. */
import { COMPARISON_SCHEMA, DumontError } from '@dumont/protocol';
import { parseCount, type ValuesOf } from '@dumont/protocol/settings';
import type { History, Remembered } from '../../../history/history.ts';
import { formatCount } from '../../../reports/quantity.ts';
import {
  inFile,
  renderDocument,
  type FormatContext,
  type ReportFormat,
} from '../../../reports/report-format.ts';
import { outputFiles, type RESULT_SETTINGS } from '../../args/settings/results.ts';
import { checkOutputs, writeText } from '../../output/output-files.ts';
import { withHistory } from '../../output/user-history.ts';
import type { Surroundings } from '../../output/surroundings.ts';
import { layoutRuns } from './layout-runs.ts';

/** As many as any history holds. */
export const ALL_RUNS = 1_000_000;

interface Shown extends ValuesOf<typeof RESULT_SETTINGS> {
  readonly name: string | null;
  readonly limit: number | null;
}

/** @param words the ids, for `show` @returns the exit code @throws DumontError USAGE, OUTPUT_FAILED */
export async function showRuns(
  action: 'list' | 'show' | 'export',
  words: readonly string[],
  values: Shown,
  surroundings: Surroundings,
): Promise<number> {
  const targets = await checkOutputs(outputFiles(values), surroundings);
  const { width, paint, stdout, log } = surroundings;
  await withHistory(async (history) => {
    const filter = { name: values.name, limit: values.limit ?? ALL_RUNS };
    const rows = action === 'show' ? [] : history.list(filter);
    const ids = action === 'show' ? words.map(parseId) : rows.map(({ id }) => id);
    const isList = action === 'list' && values.format.name === 'table';
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
      isList ? layoutRuns(rows, surroundings) : await render(values.format, { width, paint, planned }),
    );
    for (const target of targets) await writeText(target, await render(target.format, inFile(planned)));
  });
  return 0;
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

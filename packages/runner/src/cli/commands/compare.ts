/** `dumont-runner compare a.json b.json …`: reports from before, beside each other. Nothing is measured. */
import type { BenchmarkReport } from '@dumont/protocol';
import { describeDifference, findUnlikeConditions } from '../../compare/differences.ts';
import { inFile, renderDocument, type FormatContext } from '../../reports/report-format.ts';
import { readReports } from '../args/read-reports.ts';
import { COMMON_SETTINGS, outputFiles, RESULT_SETTINGS } from '../args/settings/results.ts';
import { checkOutputs, writeText } from '../output/output-files.ts';
import { defineCommand } from './command.ts';

export const compare = defineCommand({
  name: 'compare',
  summary: 'show reports from before beside each other',
  words: { syntax: '<report...>', help: 'files that --format json, or ndjson, has written' },
  examples: [
    'dumont-runner compare monday.json tuesday.json',
    'dumont-runner compare results.ndjson -f markdown -o results.html',
  ],
  notes: `It measures nothing. To find out whether a model has become slower, run both in
turn: dumont-runner --model new.onnx --vs old.onnx`,
  settings: { ...RESULT_SETTINGS, ...COMMON_SETTINGS },
  run: async ({ values, words, surroundings }) => {
    const { stdout, width, paint, log } = surroundings;
    const targets = await checkOutputs(outputFiles(values), surroundings);
    const reports: BenchmarkReport[] = [];
    for (const path of words) reports.push(...(await readReports(path)));
    for (const line of unlikeLines(reports)) log.warn(line);
    const context: FormatContext = { planned: reports.length, width, paint };
    // A person wants the table that several make; one is shown whole.
    const text =
      values.format.tabular && reports.length > 1
        ? await values.format.renderEnd(reports, context)
        : await renderDocument(values.format, reports, context);
    await stdout.write(text.replace(/^\n/, ''));
    for (const target of targets) {
      await writeText(target, await renderDocument(target.format, reports, inFile(reports.length)));
    }
    return 0;
  },
});

/** @returns how the conditions of each differ from the first's */
function unlikeLines([first, ...others]: readonly BenchmarkReport[]): string[] {
  if (first === undefined) return [];
  return others.flatMap((other, index) => {
    const unlike = findUnlikeConditions(first, other).map(describeDifference);
    return unlike.length === 0
      ? []
      : [`report ${index + 2} was measured otherwise than the first: ${unlike.join('; ')}`];
  });
}

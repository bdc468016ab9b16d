/** `dumont-runner compare a.json b.json …`: reports from before, beside each other. Nothing is measured. */
import type { BenchmarkReport } from '@dumont/protocol';
import { describeDifference, findUnlikeConditions } from '../compare/differences.ts';
import type { CompareFlags } from './args/flag-schemas.ts';
import { inFile, renderDocument, type FormatContext } from '../reports/report-format.ts';
import { checkOutputs, writeText } from './output/output-files.ts';
import { readReports } from './read-reports.ts';
import type { Surroundings } from './surroundings.ts';

/** @returns the exit code @throws DumontError USAGE, OUTPUT_FAILED */
export async function runCompare(
  paths: readonly string[],
  { format, output }: CompareFlags,
  { stdout, width, paint, log }: Surroundings,
): Promise<number> {
  const targets = await checkOutputs(output);
  const reports: BenchmarkReport[] = [];
  for (const path of paths) reports.push(...(await readReports(path)));
  for (const line of unlikeLines(reports)) log.warn(line);
  const context: FormatContext = { planned: reports.length, width, paint };
  // A person wants the table; the whole reports have been read before.
  const text = format.tabular
    ? await format.renderEnd(reports, context)
    : await renderDocument(format, reports, context);
  await stdout.write(text.replace(/^\n/, ''));
  for (const target of targets) {
    await writeText(target, await renderDocument(target.format, reports, inFile(reports.length)));
  }
  return 0;
}

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

/** Gives a comparison to everyone who asked for it: standard output first, then the files. */
import { DumontError, type ComparisonReport } from '@dumont/protocol';
import { annotateComparison } from '../ci/annotations.ts';
import { markdownFormat } from '../../reports/markdown.ts';
import { inFile, type ReportFormat } from '../../reports/report-format.ts';
import type { Surroundings } from './surroundings.ts';
import { writeText, type OutputTarget } from './output-files.ts';

/** @returns false where it is missing from a place that was asked for */
export async function publishComparison(
  comparison: ComparisonReport,
  format: ReportFormat,
  targets: readonly OutputTarget[],
  { stdout, width, paint, log, github }: Surroundings,
): Promise<boolean> {
  const writes = [
    async () => stdout.write(await format.renderComparison(comparison, { planned: 1, width, paint })),
    ...targets.map(
      (target) => async () => writeText(target, await target.format.renderComparison(comparison, inFile(1))),
    ),
  ];
  let complete = true;
  for (const write of writes) {
    try {
      await write();
    } catch (error) {
      // A result that cannot be stored is no reason to lose the others.
      if (!(error instanceof DumontError)) throw error;
      log.error({ code: error.code }, error.message);
      complete = false;
    }
  }
  if (!format.readable) {
    for (const { code, message } of comparison.warnings) log.warn({ code }, message);
    if (comparison.error !== null) log.error({ code: comparison.error.code }, comparison.error.message);
  }
  await github?.announce(
    await markdownFormat.renderComparison(comparison, inFile(1)),
    annotateComparison(comparison),
  );
  return complete;
}

/** Every text of a document hostile, in every format. */
import {
  comparisonSchema,
  reportSchema,
  type BenchmarkReport,
  type ComparisonReport,
} from '@dumont/protocol';
import t from 'tap';
import { failedComparison, regressedComparison } from '../../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../../protocol/src/testing/sample-report.ts';
import { findSteering, HOSTILE } from '../../../../protocol/src/testing/hostile-text.ts';
import { annotateComparison, annotateReports } from '../ci/annotations.ts';
import { formatAnnotation } from '../ci/github.ts';
import { plainPaint } from '../../reports/paint.ts';
import { REPORT_FORMATS } from '../../reports/registry.ts';
import { renderDocument } from '../../reports/report-format.ts';

/** @returns the document with every text in it that its schema leaves open made hostile, and every name of a field that it leaves open */
function poison<Document>(document: Document, isValid: (document: unknown) => boolean): Document {
  const poisoned = structuredClone(document) as object;
  const visit = (value: object): void => {
    for (const [key, item] of Object.entries(value) as [keyof typeof value, unknown][]) {
      if (typeof item === 'object' && item !== null) visit(item);
      if (typeof item !== 'string') continue;
      Object.assign(value, { [key]: item + HOSTILE });
      if (!isValid(poisoned)) Object.assign(value, { [key]: item });
    }
  };
  visit(poisoned);
  return poisoned as Document;
}

const isReport = (value: unknown): boolean => reportSchema.safeParse(value).success;
const isComparison = (value: unknown): boolean => comparisonSchema.safeParse(value).success;

const withError: BenchmarkReport = {
  ...failedReport,
  error: failedReport.error && { ...failedReport.error, signal: 'SIGSEGV', stderr: ['one', '\ttwo'] },
};
const reports = [completeReport, withError].map((report) => poison(report, isReport));
const comparisons: ComparisonReport[] = [
  {
    ...regressedComparison,
    differences: [{ field: 'a', baseline: 'b', candidate: 'c' }],
    warnings: [{ code: 'A', message: 'b' }],
  },
  failedComparison,
].map((comparison) => poison(comparison, isComparison));

await t.test('the documents are hostile', (t) => {
  const [complete, failed] = reports;
  t.match(complete?.model.fileName, HOSTILE);
  t.match(complete?.inputs[0]?.name, HOSTILE);
  t.match(complete?.device.soc, HOSTILE);
  t.match(failed?.error?.message, HOSTILE);
  t.match(failed?.error?.stderr?.[1], HOSTILE);
  t.match(comparisons[0]?.differences[0]?.candidate, HOSTILE);
  t.end();
});

for (const format of REPORT_FORMATS) {
  await t.test(format.name, async (t) => {
    // Nothing is wrapped: a line begins where a line break has come through.
    const context = { planned: 2, width: 100_000, paint: plainPaint };
    t.equal(findSteering(await renderDocument(format, reports, context)), null, 'reports');
    for (const comparison of comparisons) {
      t.equal(findSteering(await format.renderComparison(comparison, context)), null, 'a comparison');
    }
  });
}

await t.test('annotations', async (t) => {
  const annotations = [...annotateReports(reports), ...comparisons.flatMap(annotateComparison)];
  t.ok(annotations.length > 3);
  for (const annotation of annotations) {
    const text = formatAnnotation(annotation);
    t.equal(findSteering(text), null);
    t.notMatch(text, '\n');
  }
});

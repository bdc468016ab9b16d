/** Whatever lies in the history or in a file, of any version: reports, comparisons, and the form that they have today. */
import { z } from 'zod';
import { COMPARISON_SCHEMA, comparisonSchema, type ComparisonReport } from './comparison-report.ts';
import {
  migrateReport1,
  REPORT_SCHEMA,
  reportSchema1,
  storedReportSchema,
  translateProviders,
} from './report/index.ts';

/** `dumont.comparison/1`, of reports of version 1: read for ever, written no more. */
const comparisonSchema1 = comparisonSchema.extend({
  schema: z.literal('dumont.comparison/1'),
  baseline: reportSchema1,
  candidate: reportSchema1.nullable(),
});

function migrateComparison1(comparison: z.infer<typeof comparisonSchema1>): ComparisonReport {
  const { baseline, candidate } = comparison;
  return {
    ...comparison,
    schema: COMPARISON_SCHEMA,
    baseline: migrateReport1(baseline),
    candidate: candidate && migrateReport1(candidate),
  };
}

/** @returns a comparison as it would be written today */
export const storedComparisonSchema = z
  .discriminatedUnion('schema', [comparisonSchema, comparisonSchema1.transform(migrateComparison1)])
  .transform((comparison) => ({
    ...comparison,
    baseline: translateProviders(comparison.baseline),
    candidate: comparison.candidate && translateProviders(comparison.candidate),
  }));

export const storedDocumentSchema = z.discriminatedUnion('schema', [
  storedReportSchema,
  storedComparisonSchema,
]);

const NEWEST: Readonly<Record<string, string>> = { report: REPORT_SCHEMA, comparison: COMPARISON_SCHEMA };

/** @returns what to say of a document of a version that is still to come; null where that is not what is wrong with it */
export function describeNewerVersion(document: unknown): string | null {
  const { data } = z.looseObject({ schema: z.string() }).safeParse(document);
  const [schema, kind = '', version] = /^dumont\.(\w+)\/([1-9]\d*)$/.exec(data?.schema ?? '') ?? [];
  const newest = NEWEST[kind];
  if (schema === undefined || newest === undefined || Number(version) <= versionOf(newest)) return null;
  return `a newer Dumont wrote it, as ${schema}: this one reads up to ${newest}`;
}

function versionOf(schema: string): number {
  return Number(schema.slice(schema.indexOf('/') + 1));
}

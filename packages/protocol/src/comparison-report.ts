/** `dumont.comparison/2`: what comparing two models, settings or units found. One JSON object; `comparison.schema.json` is made from it. */
import { z } from 'zod';
import { reportErrorSchema, reportSchema, warningSchema } from './report/index.ts';
import type { FalseAlarms, Verdict } from './statistics/index.ts';

export const COMPARISON_SCHEMA = 'dumont.comparison/2';

const figure = z.number().nonnegative();
const fraction = z.number();
const share = z.number().min(0).max(1);

export const METRICS = ['latency', 'load', 'first', 'memory'] as const;
const metricNameSchema = z.enum(METRICS);
export type MetricName = z.infer<typeof metricNameSchema>;

export const metricUnitSchema = z.enum(['ms', 'MB']);

export const verdictSchema = z.enum(['pass', 'regressed', 'inconclusive']) satisfies z.ZodType<Verdict>;

export const VERDICT_EXIT_CODES: Readonly<Record<Verdict, number>> = {
  pass: 0,
  regressed: 20,
  inconclusive: 21,
};

/** One fresh process: the median of its runs, its load, its first run (ms each) and its peak memory (MB, 2^20 bytes). */
export const processFiguresSchema = z.strictObject({
  side: z.enum(['baseline', 'candidate']),
  latency: figure,
  load: figure,
  first: figure,
  memory: figure,
  /** Whether its load came from the disk, as `--cold` wants it; null where that cannot be told. Left out without `--cold`. */
  cold: z.boolean().nullable().exactOptional(),
});
export type ProcessFigures = z.infer<typeof processFiguresSchema>;

export const metricComparisonSchema = z.strictObject({
  metric: metricNameSchema,
  unit: metricUnitSchema,
  /** Medians over the processes of each side. */
  baseline: figure,
  candidate: figure,
  /** How much more the candidate takes, by Hodges and Lehmann's estimate of the paired differences: 0.03 is 3 % more. */
  change: fraction,
  /** Holds the change with 95 % confidence, at whichever look the comparison was stopped; null where the processes are too few. */
  changeCi95: z.tuple([fraction, fraction]).nullable(),
  /** The increase that is still accepted. */
  limit: fraction,
  /** True where this metric's verdict counts in that of the comparison. */
  gated: z.boolean(),
  verdict: verdictSchema,
  /** A change of this size or more would have been told from none in four of five such comparisons. */
  smallestDetectableChange: fraction.nullable(),
  /** With so many pairs, four of five comparisons of equal programs would pass this limit; null where no number would do. */
  pairsNeeded: z.int().positive().nullable(),
});
export type MetricComparison = z.infer<typeof metricComparisonSchema>;

export const selfTestSchema = z.strictObject({
  comparisons: z.int().positive(),
  singleProcesses: share,
  withLimit: share,
  withoutLimit: share,
  variation: z.number().nonnegative(),
}) satisfies z.ZodType<FalseAlarms>;

export const comparisonSchema = z.strictObject({
  schema: z.literal(COMPARISON_SCHEMA),
  status: z.enum(['complete', 'failed']),
  createdUtc: z.iso.datetime(),
  /** `paired`: both in turn. `stored`: the candidate against a report from before, which is weaker. `self-test`: the same against itself. */
  kind: z.enum(['paired', 'stored', 'self-test']),
  /** Of each side's first process, which is not among `processes`, or the stored one: what ran, where, and how. */
  baseline: reportSchema,
  /** Null where the baseline failed already. */
  candidate: reportSchema.nullable(),
  /** The fresh processes in the order in which they ran; two after each other are a pair, of one side each. */
  processes: z.array(processFiguresSchema),
  pairs: z.int().nonnegative(),
  maxPairs: z.int().nonnegative(),
  budgetMs: z.number().positive().nullable(),
  /** What of the metrics that count could be called regressed by chance, at most, one-sided. */
  falseAlarmRate: share,
  durationMs: figure,
  metrics: z.array(metricComparisonSchema),
  verdict: verdictSchema,
  /** How the two differ in what was compared, such as `intraOpThreads: 1 → 2`. */
  differences: z.array(z.strictObject({ field: z.string(), baseline: z.string(), candidate: z.string() })),
  selfTest: selfTestSchema.nullable(),
  warnings: z.array(warningSchema),
  error: reportErrorSchema.nullable(),
});
export type ComparisonReport = z.infer<typeof comparisonSchema>;
export type Difference = ComparisonReport['differences'][number];

/** @returns the comparison's JSON Schema, of draft 2020-12 */
export function comparisonJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(comparisonSchema, { target: 'draft-2020-12' });
  return { $schema, $id: 'urn:dumont:comparison:2', title: COMPARISON_SCHEMA, ...rest };
}

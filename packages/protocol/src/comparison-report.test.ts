import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { comparisonJsonSchema, comparisonSchema } from './comparison-report.ts';
import { failedComparison, passedComparison, regressedComparison } from './testing/sample-comparison.ts';

const published = readFileSync(new URL('../comparison.schema.json', import.meta.url), 'utf8');
const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(JSON.parse(published) as object);

await t.test('the published schema is the one that the code checks by', async (t) => {
  t.equal(
    published,
    `${JSON.stringify(comparisonJsonSchema(), null, 2)}\n`,
    'run tools/write/report-schema.ts',
  );
});

await t.test('comparisons are valid by either, and carry the verdict that they should', async (t) => {
  for (const comparison of [passedComparison, regressedComparison, failedComparison]) {
    const parsed: unknown = JSON.parse(JSON.stringify(comparison));
    t.ok(validate(parsed), JSON.stringify(validate.errors));
    t.strictSame(comparisonSchema.parse(parsed), comparison);
  }
  t.equal(passedComparison.verdict, 'pass');
  t.equal(regressedComparison.verdict, 'regressed');
});

await t.test('faulty ones are refused by both', async (t) => {
  for (const faulty of [
    { ...passedComparison, verdict: 'maybe' },
    { ...passedComparison, extra: 1 },
    { ...passedComparison, baseline: null },
  ]) {
    t.notOk(validate(faulty));
    t.notOk(comparisonSchema.safeParse(faulty).success);
  }
});

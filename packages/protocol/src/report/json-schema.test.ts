import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { reportJsonSchema } from './json-schema.ts';
import { reportSchema } from './report.ts';
import { completeReport, failedReport } from '../testing/sample-report.ts';

const published = readFileSync(new URL('../../report.schema.json', import.meta.url), 'utf8');
// The pattern that stands beside it checks the date.
const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(JSON.parse(published) as object);

await t.test('the published schema is the one that the code checks by', async (t) => {
  t.equal(published, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`, 'run tools/write/report-schema.ts');
  t.match(reportJsonSchema(), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'dumont.report/2',
  });
});

await t.test('reports of complete and failed benchmarks are valid by either', async (t) => {
  for (const report of [completeReport, failedReport]) {
    const parsed: unknown = JSON.parse(JSON.stringify(report));
    t.ok(validate(parsed), JSON.stringify(validate.errors));
    t.strictSame(reportSchema.parse(parsed), report);
  }
});

await t.test('faulty reports are refused by both', async (t) => {
  const { floor: _floor, ...withoutFloor } = completeReport;
  const faulty = {
    'another version': { ...completeReport, schema: 'dumont.report/1' },
    'a missing field': withoutFloor,
    'an unknown field': { ...completeReport, extra: 1 },
    'a status of no meaning': { ...completeReport, status: 'done' },
    'a local time': { ...completeReport, createdUtc: '2026-03-01 12:34' },
    'a negative time': { ...completeReport, floor: { medianUs: -1 } },
    'an error of no catalogue': { ...failedReport, error: { ...failedReport.error, code: 'OOPS' } },
    'a load average of two': {
      ...completeReport,
      environment: { ...completeReport.environment, loadAverage: [1, 2] },
    },
  };
  for (const [what, report] of Object.entries(faulty)) {
    t.notOk(validate(report), what);
    t.notOk(reportSchema.safeParse(report).success, what);
  }
});

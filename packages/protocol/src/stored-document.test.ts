import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { comparisonSchema } from './comparison-report.ts';
import { reportSchema } from './report/index.ts';
import { describeNewerVersion, storedComparisonSchema, storedDocumentSchema } from './stored-document.ts';
import { passedComparison } from './testing/sample-comparison.ts';
import { completeReport } from './testing/sample-report.ts';
import { readVersion1, readVersion2 } from './testing/stored.ts';

const reports = ['early', 'complete', 'nodeApi', 'failed'] as const;
const comparisons = ['comparison', 'failedComparison'] as const;

function compile(file: string) {
  const published = JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as object;
  return new Ajv2020({ formats: { 'date-time': true } }).compile(published);
}

await t.test('documents of version 1 are valid by its published schemas', async (t) => {
  const [isReport, isComparison] = [compile('report-1.schema.json'), compile('comparison-1.schema.json')];
  for (const name of reports) t.ok(isReport(readVersion1(name)), name);
  for (const name of comparisons) t.ok(isComparison(readVersion1(name)), name);
  t.notOk(isReport(completeReport), 'and those of today are not');
});

await t.test('reports of version 1 are read as those of today', async (t) => {
  for (const name of reports) {
    const old = readVersion1(name);
    const read = storedDocumentSchema.parse(old);
    t.strictSame(reportSchema.parse(read), read, name);
    for (const field of ['createdUtc', 'model', 'load', 'memory', 'warnings', 'error', 'device'] as const) {
      t.strictSame(read[field as keyof typeof read], old[field], `${name}: ${field}`);
    }
  }
});

await t.test('what moved is where it is today', async (t) => {
  const old = readVersion1('complete');
  const inference = old['inference'] as Record<string, unknown>;
  const read = storedDocumentSchema.parse({
    ...old,
    inference: { ...inference, gpuPercent: 87.5, vramMb: 512 },
  });
  if (!('inputs' in read)) return t.fail('a report');
  t.strictSame(
    read.inputs.map(({ name, source }) => [name, source]),
    [
      ['input', 'searched'],
      ['state', 'random'],
      ['sr', 'value'],
    ],
  );
  t.match(read.accelerator, { utilizationPercent: 87.5, vramPeakMb: 512, name: null, powerW: null });
  const { gpuPercent: _percent, vramMb: _mb, ...unmoved } = inference;
  t.strictSame(read.inference, unmoved);
  t.match(read.engine.library, { version: '1.30.0', sha256: null });
  t.notOk('onnxruntime' in read.environment);
  t.match(storedDocumentSchema.parse(old), { accelerator: null });
});

await t.test('what version 1 did not know is not said', async (t) => {
  const old = readVersion1('failed');
  const environment = old['environment'] as Record<string, unknown>;
  const read = storedDocumentSchema.parse({ ...old, environment: { ...environment, onnxruntime: null } });
  if (!('engine' in read)) return t.fail('a report');
  t.notOk('library' in read.engine);
  const library = { version: '1.32.0', sha256: 'f'.repeat(64) };
  const engine = { ...(old['engine'] as object), library };
  t.match(storedDocumentSchema.parse({ ...old, engine }), { engine: { library } }, 'what it knew stays');
});

await t.test('comparisons of version 1 too, both sides', async (t) => {
  for (const name of comparisons) {
    const old = readVersion1(name);
    const read = storedDocumentSchema.parse(old);
    t.strictSame(comparisonSchema.parse(read), read, name);
    t.strictSame(read, storedComparisonSchema.parse(old), name);
    t.match(read, { baseline: { schema: 'dumont.report/2' }, verdict: old['verdict'] });
  }
  const mixed = { ...readVersion1('comparison'), baseline: completeReport };
  t.notOk(storedDocumentSchema.safeParse(mixed).success, 'sides of another version are none of it');
});

await t.test('what is added leaves documents of version 2 as they are', (t) => {
  for (const name of ['complete', 'failed', 'comparison'] as const) {
    const written = readVersion2(name);
    t.strictSame(storedDocumentSchema.parse(written), written, name);
  }
  t.end();
});

await t.test('those of today are what they were, with providers by their own names', async (t) => {
  t.strictSame(storedDocumentSchema.parse(completeReport), completeReport);
  t.strictSame(storedDocumentSchema.parse(passedComparison), passedComparison);
  const placement = { verdict: 'full', nodes: { CPUExecutionProvider: 2 }, timeMs: {} };
  const candidate = { ...completeReport, engine: { ...completeReport.engine, placement } };
  t.match(storedDocumentSchema.parse({ ...passedComparison, candidate }), {
    candidate: { engine: { placement: { nodes: { cpu: 2 } } } },
  });
  t.equal(storedComparisonSchema.parse({ ...passedComparison, candidate: null }).candidate, null);
});

await t.test('a version to come is called so, and nothing else is', async (t) => {
  t.equal(
    describeNewerVersion({ ...completeReport, schema: 'dumont.report/3' }),
    'a newer Dumont wrote it, as dumont.report/3: this one reads up to dumont.report/2',
  );
  t.match(describeNewerVersion({ schema: 'dumont.comparison/10' }), /dumont\.comparison\/10.*\/2$/);
  for (const other of [
    { schema: 'dumont.report/2' },
    { schema: 'dumont.toast/9' },
    { schema: 3 },
    [],
    null,
  ]) {
    t.equal(describeNewerVersion(other), null);
  }
});

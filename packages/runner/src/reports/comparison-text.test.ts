import { warning, type BenchmarkReport } from '@dumont/protocol';
import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { comparisonTitle, comparisonWarnings } from './comparison-text.ts';
import { htmlFormat } from './html.ts';
import { markdownFormat } from './markdown.ts';
import { tableFormat } from './table.ts';
import { renderComparison } from './testing/render.ts';

const on = (computeUnit: string, warnings: BenchmarkReport['warnings'] = []): BenchmarkReport => ({
  ...completeReport,
  engine: { ...completeReport.engine, computeUnit },
  warnings,
});
const differing = (...fields: string[]) => fields.map((field) => ({ field, baseline: 'a', candidate: 'b' }));

await t.test('a heading says what the sides differ in', async (t) => {
  const { fileName } = completeReport.model;
  const same = { ...passedComparison, kind: 'paired' as const, baseline: on('u'), candidate: on('u') };
  t.equal(comparisonTitle({ ...same, differences: [] }), `${fileName} against itself`);
  t.equal(
    comparisonTitle({ ...same, differences: differing('provider options') }),
    `${fileName} against itself, set otherwise: provider options`,
  );
  t.equal(
    comparisonTitle({ ...same, differences: differing('a', 'b', 'c', 'd', 'e') }),
    `${fileName} against itself, set otherwise: a, b, c and 2 more`,
  );
  const units = { ...same, baseline: on('CPU (ONNX)'), candidate: on('WebGPU (ONNX)') };
  t.equal(
    comparisonTitle({ ...units, differences: differing('compute unit', 'provider') }),
    `${fileName} on WebGPU (ONNX) against CPU (ONNX)`,
  );
});

await t.test('what is to be known of either side is told, and whose it is', async (t) => {
  const soft = warning('SOFTWARE_ADAPTER', { unit: 'WebGPU (ONNX)', devices: ['SwiftShader'] });
  const load = warning('HIGH_LOAD', { loadAverage: 3, cores: 2 });
  const runs = warning('OUTLIERS', { outliers: 1, runs: 10 });
  const own = warning('STORED_BASELINE', {});
  const comparison = {
    ...passedComparison,
    baseline: on('CPU (ONNX)', [load, runs, own]),
    candidate: on('WebGPU (ONNX)', [load, soft]),
    warnings: [own],
  };
  t.strictSame(comparisonWarnings(comparison), [
    own,
    load,
    { ...own, message: `Baseline: ${own.message}` },
    { ...soft, message: `Candidate: ${soft.message}` },
  ]);
  for (const format of [tableFormat, markdownFormat, htmlFormat]) {
    const text = (await renderComparison(format, comparison)).replace(/[\s\\]+/g, ' ');
    t.match(text, /Candidate: WebGPU .* ran on SwiftShader/, format.name);
  }
});

/** That nobody reads of a gain without reading whether the answers are the same. */
import t from 'tap';
import type { BenchmarkReport } from '@dumont/protocol';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { driftLines } from './comparison-text.ts';
import { csvFormat } from './csv.ts';
import { htmlFormat } from './html.ts';
import { junitFormat } from './junit.ts';
import { markdownFormat } from './markdown.ts';
import { openMetricsFormat } from './openmetrics.ts';
import { tableFormat } from './table.ts';
import { context, render, renderComparison } from './testing/render.ts';

const onCpu: BenchmarkReport = {
  ...completeReport,
  engine: { ...completeReport.engine, computeUnit: 'CPU (ONNX)', requestedProvider: 'cpu' },
  outputDrift: null,
};
const drifted: BenchmarkReport = {
  ...completeReport,
  outputDrift: { matched: false, rtol: 1e-3, maxAbs: 0.1, maxRel: 0.022, outputs: [] },
};
const comparison = { ...passedComparison, baseline: onCpu, candidate: drifted };
const SAYS =
  "candidate, GPU (ONNX): its outputs are at most 0.022 from the CPU's, MORE than the 0.0010 of the largest value that is accepted";

await t.test('each side that is not the CPU says how far it is from it', async (t) => {
  t.strictSame(driftLines(comparison), [SAYS]);
  t.match(driftLines({ ...comparison, candidate: completeReport }), [/at most 6\.5e-7 .*, within the/]);
  t.match(driftLines({ ...comparison, candidate: { ...drifted, outputDrift: null } }), [/were not compared/]);
  t.strictSame(driftLines({ ...comparison, candidate: onCpu }), []);
});

await t.test('in every format', async (t) => {
  const words = (text: string): string =>
    text.replace(/\s+/g, ' ').replaceAll('&#39;', "'").replaceAll('\\', '');
  for (const format of [tableFormat, markdownFormat, htmlFormat, junitFormat])
    t.match(words(await renderComparison(format, comparison)), SAYS, format.name);
  const [heading, line] = (await renderComparison(csvFormat, comparison)).split('\n');
  t.match(heading, /,baseline_output_drift,candidate_output_drift,/);
  t.match(line, /,,0\.022,,$/);
  t.match(
    await renderComparison(openMetricsFormat, comparison),
    /^dumont_output_drift_ratio\{.*side="candidate".*\} 0\.022$/m,
  );
});

await t.test('reports beside each other say where nobody compared', async (t) => {
  const unknown = { ...drifted, outputDrift: null };
  const table = await render(tableFormat, [onCpu, drifted, unknown], context(3, 160));
  t.match(table, /CPU \(ONNX\) +\S+ ms +1\.00 × +±/);
  t.match(table, /GPU \(ONNX\) +\S+ ms +1\.00 × +±.* 0\.022$/m);
  t.match(table, /1\.00 × \(outputs not compared\)/);
});

/** The formats that pipelines read. */
import type { BenchmarkReport, ComparisonReport } from '@dumont/protocol';
import t from 'tap';
import { create } from 'xmlbuilder2';
import {
  failedComparison,
  passedComparison,
  regressedComparison,
} from '../../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../../protocol/src/testing/sample-report.ts';
import { annotateComparison, annotateReports } from './annotations.ts';
import { formatAnnotation } from './github.ts';
import { threadsForQuota } from './quota-threads.ts';
import { plainPaint } from '../../reports/paint.ts';
import { findFormat, formatForFile } from '../../reports/registry.ts';
import { renderDocument } from '../../reports/report-format.ts';

const ATTACK = 'x"/><failure>&\u0000\u000b\ud800\n::add-mask::secret\r::error::%0A]]>';
const hostileReport: BenchmarkReport = {
  ...completeReport,
  model: { ...completeReport.model, fileName: ATTACK },
  engine: { ...completeReport.engine, computeUnit: ATTACK },
  device: { ...completeReport.device, deviceName: ATTACK },
  warnings: [{ code: ATTACK, message: ATTACK }],
};
const hostileComparison: ComparisonReport = {
  ...regressedComparison,
  baseline: hostileReport,
  candidate: hostileReport,
};
const context = { planned: 1, width: 80, paint: plainPaint };

async function reports(name: string, ...given: BenchmarkReport[]): Promise<string> {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return renderDocument(format, given, context);
}

async function comparison(name: string, given: ComparisonReport): Promise<string> {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return format.renderComparison(given, context);
}

await t.test('JUnit has a case for each report, and a failure for each that failed', async (t) => {
  const text = await reports('junit', completeReport, failedReport, hostileReport);
  t.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="1"/);
  t.equal(text.match(/<failure /g)?.length, 1);
  t.match(text, /<failure type="RUNNER_CRASHED" message="/);
  t.doesNotThrow(() => create(text), 'it is well-formed');
  t.notMatch(text, /[\u0000-\u0008\u000b-\u001f]|\ud800/);
});

await t.test('JUnit has a case for each metric, skipped where it does not count', async (t) => {
  const text = await comparison('junit', regressedComparison);
  t.match(text, /<testsuite name="dumont-runner --vs" tests="4" failures="1" errors="0" skipped="2">/);
  t.match(text, /name="latency">\s*<failure type="regressed" message="Latency changed by /);
  t.equal((await comparison('junit', passedComparison)).match(/<failure/g), null);
  t.match(await comparison('junit', failedComparison), /<failure type="RUNNER_CRASHED"/);
  t.doesNotThrow(async () => create(await comparison('junit', hostileComparison)));
});

await t.test('OpenMetrics has one line a sample, and labels that cannot break out', async (t) => {
  const text = await reports('openmetrics', failedReport, completeReport, hostileReport);
  t.match(
    text,
    /^# TYPE dumont_latency_median_seconds gauge\n# UNIT dumont_latency_median_seconds seconds\n/m,
  );
  t.match(text, /^dumont_latency_median_seconds\{model="ch_PP-OCRv4_rec_infer\.onnx",.*\} 0\.00407$/m);
  t.ok(text.endsWith('\n# EOF\n'));
  const all = [text, await comparison('openmetrics', hostileComparison)].join('');
  for (const line of all.trimEnd().split('\n')) {
    t.match(line, /^(# (TYPE|UNIT|HELP) \w+ .+|# EOF|\w+\{(\w+="([^"\\]|\\.)*",?)+\} -?[\d.e+-]+)$/);
  }
  t.match(
    await comparison('openmetrics', passedComparison),
    /dumont_comparison_verdict\{.*verdict="pass"\} 1/,
  );
});

await t.test('annotations are one line each, whatever a model is called', async (t) => {
  const lines = [
    ...annotateReports([hostileReport, failedReport]),
    ...annotateComparison(hostileComparison),
    ...annotateComparison(failedComparison),
  ].map(formatAnnotation);
  for (const line of lines) t.match(line, /^::(notice|warning|error) title=[^:,\r\n]*::[^\r\n]*$/);
  t.match(lines.at(-1), /^::error title=ch_PP.*::The process that ran the model was ended by SIGSEGV/);
  t.match(annotateComparison(passedComparison), [{ level: 'notice' }, { level: 'notice' }]);
});

await t.test('a file named metrics.txt is no table', async (t) => {
  t.equal(formatForFile('out/metrics.txt')?.name, 'openmetrics');
  t.equal(formatForFile('out/result.txt')?.name, 'table');
  t.equal(formatForFile('junit.xml')?.name, 'junit');
});

await t.test('threads fit a quota', async (t) => {
  t.equal(threadsForQuota(2.5, 8), 2);
  t.equal(threadsForQuota(0.5, 8), 1);
  t.equal(threadsForQuota(8, 8), null);
  t.equal(threadsForQuota(null, 8), null);
});

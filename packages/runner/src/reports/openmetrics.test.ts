import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { openMetricsFormat } from './openmetrics.ts';
import { breakingComparison, breakingReport } from './testing/hostile.ts';
import { render, renderComparison } from './testing/render.ts';

await t.test('OpenMetrics has one line a sample, and labels that cannot break out', async (t) => {
  const text = await render(openMetricsFormat, [failedReport, completeReport, breakingReport]);
  t.match(
    text,
    /^# TYPE dumont_latency_median_seconds gauge\n# UNIT dumont_latency_median_seconds seconds\n/m,
  );
  t.match(text, /^dumont_latency_median_seconds\{model="ch_PP-OCRv4_rec_infer\.onnx",.*\} 0\.00407$/m);
  t.ok(text.endsWith('\n# EOF\n'));
  const all = [text, await renderComparison(openMetricsFormat, breakingComparison)].join('');
  for (const line of all.trimEnd().split('\n')) {
    t.match(line, /^(# (TYPE|UNIT|HELP) \w+ .+|# EOF|\w+\{(\w+="([^"\\]|\\.)*",?)+\} -?[\d.e+-]+)$/);
  }
  t.match(
    await renderComparison(openMetricsFormat, passedComparison),
    /dumont_comparison_verdict\{.*verdict="pass"\} 1/,
  );
});

import t from 'tap';
import { create } from 'xmlbuilder2';
import {
  failedComparison,
  passedComparison,
  regressedComparison,
} from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { junitFormat } from './junit.ts';
import { breakingComparison, breakingReport } from './testing/hostile.ts';
import { render, renderComparison } from './testing/render.ts';

await t.test('JUnit has a case for each report, and a failure for each that failed', async (t) => {
  const text = await render(junitFormat, [completeReport, failedReport, breakingReport]);
  t.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="1"/);
  t.equal(text.match(/<failure /g)?.length, 1);
  t.match(text, /<failure type="RUNNER_CRASHED" message="/);
  t.doesNotThrow(() => create(text), 'it is well-formed');
  t.notMatch(text, /[\u0000-\u0008\u000b-\u001f]|\ud800/);
});

await t.test('JUnit has a case for each metric, skipped where it does not count', async (t) => {
  const text = await renderComparison(junitFormat, regressedComparison);
  t.match(text, /<testsuite name="dumont-runner --vs" tests="4" failures="1" errors="0" skipped="2">/);
  t.match(text, /name="latency">\s*<failure type="regressed" message="Latency changed by /);
  t.equal((await renderComparison(junitFormat, passedComparison)).match(/<failure/g), null);
  t.match(await renderComparison(junitFormat, failedComparison), /<failure type="RUNNER_CRASHED"/);
  t.doesNotThrow(async () => create(await renderComparison(junitFormat, breakingComparison)));
});

/** JUnit XML: each benchmark or metric as a test case, for CI systems that show tests. */
import {
  figuresAt,
  printable,
  titleOfMetric,
  type BenchmarkReport,
  type ComparisonReport,
} from '@dumont/protocol';
import { comparisonTitle, driftLines, explainVerdict } from './comparison-text.ts';
import { wordFigure } from './figure-rows.ts';
import { inputLines } from './grid.ts';
import { describePlacement } from './placement-rows.ts';
import { showingText } from './report-format.ts';

const MS_PER_SECOND = 1000;

export const junitFormat = showingText({
  name: 'junit',
  endings: ['.xml'],
  readable: false,
  renderReport: () => '',
  renderEnd: (reports) => build('dumont-runner', reports.map(reportCase)),
  renderComparison: (comparison) => build('dumont-runner --vs', comparisonCases(comparison)),
});

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly seconds?: number;
  readonly failure?: { readonly type: string; readonly message: string };
  readonly skipped?: boolean;
  readonly output?: string;
}

async function build(name: string, cases: readonly TestCase[]): Promise<string> {
  const { create } = await import('xmlbuilder2');
  const counts = {
    tests: cases.length,
    failures: cases.filter(({ failure }) => failure !== undefined).length,
    errors: 0,
    skipped: cases.filter(({ skipped }) => skipped === true).length,
  };
  const suite = create({ version: '1.0', encoding: 'UTF-8' })
    .ele('testsuites', counts)
    .ele('testsuite', { name: clean(name), ...counts });
  for (const { className, name, seconds, failure, skipped, output } of cases) {
    const time = seconds === undefined ? {} : { time: seconds };
    const test = suite.ele('testcase', { classname: clean(className), name: clean(name), ...time });
    if (failure !== undefined) {
      test.ele('failure', { type: failure.type, message: clean(failure.message) });
    }
    if (skipped === true) test.ele('skipped');
    if (output !== undefined) test.ele('system-out').txt(clean(output));
  }
  return `${suite.end({ prettyPrint: true })}\n`;
}

function reportCase(report: BenchmarkReport): TestCase {
  const { model, engine, inference, error, warnings } = report;
  const subject = { className: engine.computeUnit, name: model.fileName };
  if (error !== null) return { ...subject, failure: { type: error.code, message: error.message } };
  if (inference === null) return subject;
  const facts = [
    ...figuresAt('testCase').flatMap(({ name, figure }) => {
      const value = wordFigure(figure, report);
      return value === null ? [] : [`${name} ${value}`];
    }),
    ...(engine.placement === null ? [] : [`placement ${describePlacement(engine.placement)}`]),
    ...warnings.map(({ code, message }) => `${code}: ${message}`),
    ...inputLines(report.inputs).map((line) => `input ${line}`),
  ];
  return { ...subject, seconds: inference.ms.median / MS_PER_SECOND, output: facts.join('; ') };
}

function comparisonCases(comparison: ComparisonReport): TestCase[] {
  const className = comparisonTitle(comparison);
  const { error } = comparison;
  if (error !== null) {
    return [{ className, name: 'comparison', failure: { type: error.code, message: error.message } }];
  }
  return comparison.metrics.map((metric): TestCase => {
    const subject = { className, name: titleOfMetric(metric.metric) };
    const message = [explainVerdict(metric, comparison), ...driftLines(comparison)].join('; ');
    if (!metric.gated) return { ...subject, skipped: true, output: `Not counted. ${message}` };
    if (metric.verdict === 'pass') return { ...subject, output: message };
    return { ...subject, failure: { type: metric.verdict, message } };
  });
}

/** XML 1.0 has no way to write most control characters, and none for halves of a character and non-characters. */
function clean(text: string): string {
  return printable(text).replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}

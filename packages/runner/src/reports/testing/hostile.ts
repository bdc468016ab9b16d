/** Reports and comparisons whose every text is an attack on whoever shows it. */
import type { BenchmarkReport, ComparisonReport } from '@dumont/protocol';
import { regressedComparison } from '../../../../protocol/src/testing/sample-comparison.ts';
import { completeReport } from '../../../../protocol/src/testing/sample-report.ts';

const LONG = 'a-model-with-a-name-that-goes-on-and-on-'.repeat(5);

/** Whatever can make a line too long or steer a terminal. */
export const hostileReport: BenchmarkReport = {
  ...completeReport,
  model: { ...completeReport.model, fileName: `${LONG}\u001b[2J|模型.onnx`, path: `=1+1,"${LONG}"` },
  engine: { ...completeReport.engine, computeUnit: `Neural Engine (CoreML) ${LONG}` },
  inputs: Array.from({ length: 40 }, (_, index) => ({
    name: `/encoder/layer.${index}/${LONG}:0`,
    dtype: 'float32' as const,
    shape: Array.from({ length: 20 }, () => 123_456),
    source: 'searched' as const,
  })),
  inference: completeReport.inference && {
    ...completeReport.inference,
    ms: { ...completeReport.inference.ms, median: 123_456_789, max: 987_654_321_012 },
    throughputPerSecond: 123_456_789.123,
  },
  expectation: {
    matched: false,
    rtol: 1e-3,
    atol: 1e-7,
    outputs: [{ name: LONG, matched: false, maxAbsError: 12_345.678, detail: LONG }],
  },
  profile: {
    runs: 1,
    operators: [{ opType: LONG, provider: LONG, calls: 1_000_000, ms: 1e9, percent: 100 }],
  },
  device: { ...completeReport.device, soc: LONG },
  warnings: [{ code: LONG, message: `${LONG} ${LONG}\nsecond line` }],
  error: {
    code: 'OUTPUT_MISMATCH',
    message: `${LONG}\n\u001b]0;title\u0007`,
    exitCode: 12,
    signal: 'SIGSEGV',
    stderr: [`\t${LONG}`, '    at somewhere'],
  },
};

export const hostileComparison: ComparisonReport = {
  ...regressedComparison,
  baseline: hostileReport,
  candidate: hostileReport,
  differences: [{ field: 'model', baseline: `${LONG}\u001b[2J`, candidate: `<b>${LONG}|` }],
  warnings: [{ code: LONG, message: LONG }],
};

const MARKUP = 'x"/><failure>&\u0000\u000b\ud800\n::add-mask::secret\r::error::%0A]]>';

/** What would break out of XML, labels and commands of CI systems. */
export const breakingReport: BenchmarkReport = {
  ...completeReport,
  model: { ...completeReport.model, fileName: MARKUP },
  engine: { ...completeReport.engine, computeUnit: MARKUP },
  device: { ...completeReport.device, deviceName: MARKUP },
  warnings: [{ code: MARKUP, message: MARKUP }],
};
export const breakingComparison: ComparisonReport = {
  ...regressedComparison,
  baseline: breakingReport,
  candidate: breakingReport,
};

import t from 'tap';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { judgeConditions, storedFigures } from './stored-baseline.ts';

const elsewhere = {
  ...completeReport,
  environment: { ...completeReport.environment, cpuModel: 'another', cpuCores: 2 },
};

await t.test('a stored report has the figures of one process', async (t) => {
  t.match(storedFigures(completeReport), { side: 'baseline', latency: 4.07, load: 59.8 });
});

await t.test('a benchmark that failed is no baseline', async (t) => {
  t.throws(() => storedFigures(failedReport), {
    code: 'USAGE',
    message: /--baseline is of a benchmark that failed/,
  });
  t.throws(() => storedFigures({ ...completeReport, load: null }), { code: 'USAGE' });
});

await t.test('a stored baseline is weaker, and the reader is told so', async (t) => {
  t.match(judgeConditions(completeReport, completeReport, false), [{ code: 'STORED_BASELINE' }]);
});

await t.test('unlike conditions are refused with all of them named, unless they are allowed', async (t) => {
  t.throws(() => judgeConditions(elsewhere, completeReport, false), {
    code: 'USAGE',
    message: /CPU model: another → AMD[^]*CPU cores: 2 → 16[^]*--allow-different/,
  });
  t.match(judgeConditions(elsewhere, completeReport, true), [
    { code: 'STORED_BASELINE' },
    { code: 'UNLIKE_CONDITIONS', message: /CPU model: another → AMD.*; CPU cores: 2 → 16/ },
  ]);
});

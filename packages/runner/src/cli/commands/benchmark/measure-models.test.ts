import t from 'tap';
import { completeReport, failedReport } from '../../../../../protocol/src/testing/sample-report.ts';
import { chooseExitCode } from './measure-models.ts';

await t.test('the first failure decides, then the output', async (t) => {
  const missing = {
    error: { ...failedReport.error, code: 'MODEL_NOT_FOUND', message: '', exitCode: 10, signal: null },
  } as const;
  t.equal(chooseExitCode([completeReport], false), 0);
  t.equal(chooseExitCode([completeReport], true), 2);
  t.equal(chooseExitCode([completeReport, failedReport, missing], false), 12);
  t.equal(chooseExitCode([missing, failedReport], true), 10);
});

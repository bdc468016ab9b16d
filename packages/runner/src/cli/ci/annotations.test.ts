import t from 'tap';
import { failedComparison, passedComparison } from '../../../../protocol/src/testing/sample-comparison.ts';
import { failedReport } from '../../../../protocol/src/testing/sample-report.ts';
import { breakingComparison, breakingReport } from '../../reports/testing/hostile.ts';
import { annotateComparison, annotateReports } from './annotations.ts';
import { formatAnnotation } from './github.ts';

await t.test('annotations are one line each, whatever a model is called', async (t) => {
  const lines = [
    ...annotateReports([breakingReport, failedReport]),
    ...annotateComparison(breakingComparison),
    ...annotateComparison(failedComparison),
  ].map(formatAnnotation);
  for (const line of lines) t.match(line, /^::(notice|warning|error) title=[^:,\r\n]*::[^\r\n]*$/);
  t.match(lines.at(-1), /^::error title=ch_PP.*::The process that ran the model was ended by SIGSEGV/);
  t.match(annotateComparison(passedComparison), [{ level: 'notice' }, { level: 'notice' }]);
});

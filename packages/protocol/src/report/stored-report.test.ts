import t from 'tap';
import { completeReport } from '../testing/sample-report.ts';
import { storedReportSchema } from './stored-report.ts';
import type { BenchmarkReport } from './report.ts';

/** As an earlier version wrote it. */
const old: BenchmarkReport = {
  ...completeReport,
  engine: {
    ...completeReport.engine,
    placement: {
      verdict: 'partial',
      nodes: { CPUExecutionProvider: 2, CUDAExecutionProvider: 3, QNNExecutionProvider: 1 },
      timeMs: { CPUExecutionProvider: 1.5 },
    },
  },
  profile: {
    runs: 1,
    operators: [{ opType: 'Add', provider: 'CPUExecutionProvider', calls: 2, ms: 1, percent: 100 }],
  },
};
const placement = {
  verdict: 'partial',
  nodes: { cpu: 2, cuda: 3, QNNExecutionProvider: 1 },
  timeMs: { cpu: 1.5 },
};

await t.test("a stored report has Dumont's names of providers, whoever wrote it", async (t) => {
  const report = storedReportSchema.parse(old);
  t.strictSame(report.engine.placement, placement);
  t.equal(report.profile?.operators[0]?.provider, 'cpu');
  t.strictSame(storedReportSchema.parse(completeReport), completeReport, 'one of today is what it was');
});

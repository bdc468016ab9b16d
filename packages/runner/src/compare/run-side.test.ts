import { DumontError } from '@dumont/protocol';
import t from 'tap';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { figuresOf } from './figures-of.ts';
import { failureOf, suitableRuns } from './run-side.ts';

const takingMs = (median: number) => ({
  ...completeReport,
  inference: completeReport.inference && {
    ...completeReport.inference,
    ms: { ...completeReport.inference.ms, median },
  },
});

await t.test('runs take about two seconds by the slower side, within ten and thirty', async (t) => {
  t.equal(suitableRuns([takingMs(1), takingMs(2)]), 30);
  t.equal(suitableRuns([takingMs(1), takingMs(100)]), 20);
  t.equal(suitableRuns([takingMs(5000)]), 10);
  t.equal(suitableRuns([{ ...completeReport, inference: null }]), 30);
});

await t.test('memory is the highest of load and inference', async (t) => {
  const { load } = completeReport;
  t.equal(figuresOf('candidate', completeReport).memory, 152.75);
  t.equal(
    figuresOf('candidate', { ...completeReport, load: load && { ...load, peakRamMb: 200 } }).memory,
    200,
  );
});

await t.test('a process says whether its load was cold, where it was to be', async (t) => {
  const { load } = completeReport;
  t.notOk('cold' in figuresOf('candidate', completeReport));
  for (const cold of [true, false, null]) {
    const asked = load && { ...load, cold: { loads: [cold], reason: null, warmMs: null } };
    t.equal(figuresOf('candidate', { ...completeReport, load: asked }).cold, cold);
  }
});

await t.test('a side that failed says which one it was, and keeps its code', async (t) => {
  t.throws(() => figuresOf('candidate', failedReport), {
    code: 'RUNNER_CRASHED',
    message: /^The candidate failed: /,
  });
  t.throws(() => figuresOf('baseline', { ...completeReport, inference: null }), { code: 'INTERNAL' });
});

await t.test('what models, machines and limits do is reported; a bug is thrown', async (t) => {
  t.match(failureOf(new DumontError('MEMORY_EXCEEDED', 'too much')), {
    code: 'MEMORY_EXCEEDED',
    message: 'too much',
    exitCode: 13,
    signal: null,
  });
  for (const bug of [new DumontError('INTERNAL', 'bug'), new TypeError('bug')]) {
    t.throws(() => failureOf(bug), bug);
  }
});

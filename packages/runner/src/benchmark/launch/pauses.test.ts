import t from 'tap';
import { pausesOf, pauseWarnings } from './pauses.ts';
import { emptyOutcome, type PhaseRecord, type TaskOutcome } from './task-outcome.ts';

const memory: PhaseRecord['memory'] = {
  ...{ method: 'sampled', intervalMs: 50, startBytes: 1, peakBytes: 1, sampledPeakBytes: 1 },
  ...{ processes: 1, resident: null, group: null, counts: 'resident', neuralPeakBytes: null },
};
const calm: PhaseRecord = {
  ...{ runs: 1, wallMs: 200, elapsedMs: 201, memory, cpuMs: 100, gc: { count: 1, ms: 2 } },
  interference: {
    involuntaryContextSwitches: 0,
    stealPercent: null,
    cpuPressurePercent: null,
    memoryPressurePercent: null,
    ioPressurePercent: null,
  },
  accelerator: [],
  energy: { counted: null, idleW: null, reason: null },
  evidence: null,
  throttling: { throttledPeriods: 0, throttledMs: 0 },
};

function outcome(load: Partial<PhaseRecord>, measure: Partial<PhaseRecord>): TaskOutcome {
  return {
    ...emptyOutcome(),
    phases: new Map([
      ['load', { ...calm, ...load }],
      ['measure', { ...calm, ...measure }],
    ]),
  };
}

await t.test('the report has those of the measured runs, and those of the load beside them', async (t) => {
  const told = outcome(
    { gc: { count: 3, ms: 4 } },
    { throttling: { throttledPeriods: 2, throttledMs: 150 } },
  );
  t.strictSame(pausesOf(told), {
    gc: { count: 1, ms: 2, load: { count: 3, ms: 4 } },
    cgroup: { throttledPeriods: 2, throttledMs: 150, load: { throttledPeriods: 0, throttledMs: 0 } },
  });
  t.equal(pausesOf(outcome({}, { throttling: null })).cgroup, null, 'where nobody counts');
  t.strictSame(pausesOf(emptyOutcome()), { gc: null, cgroup: null });
});

await t.test('collections are told of above 1 % of the phase, a spent quota always', async (t) => {
  t.strictSame(pauseWarnings(outcome({}, {})), []);
  t.match(pauseWarnings(outcome({ gc: { count: 3, ms: 4 } }, {})), [
    { code: 'GC_IN_PHASE', message: /^3 collections .* 2 % of load/ },
  ]);
  t.match(pauseWarnings(outcome({}, { throttling: { throttledPeriods: 1, throttledMs: 9 } })), [
    { code: 'CPU_QUOTA_THROTTLED', message: /1 of its periods during inference/ },
  ]);
});

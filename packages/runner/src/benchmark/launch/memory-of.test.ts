import { BYTES_PER_MB } from '@dumont/protocol';
import t from 'tap';
import { inferencePeaks, loadPeaks, memoryOf } from './memory-of.ts';
import { emptyOutcome, type PhaseRecord, type TaskOutcome } from './task-outcome.ts';

const mb = (count: number): number => count * BYTES_PER_MB;

/** One process, in MB. */
function reading(
  start: number,
  peak: number,
  change: Partial<PhaseRecord['memory']> = {},
): PhaseRecord['memory'] {
  return {
    ...{ method: 'kernel-peak', intervalMs: 50, processes: 1, resident: null, group: null },
    ...{ counts: 'resident', neuralPeakBytes: null },
    ...{ startBytes: mb(start), peakBytes: mb(peak), sampledPeakBytes: mb(peak - 1) },
    ...change,
  };
}

function outcome(
  load: PhaseRecord['memory'],
  first: PhaseRecord['memory'],
  measure: PhaseRecord['memory'],
): TaskOutcome {
  const record = (memory: PhaseRecord['memory']): PhaseRecord => ({
    ...{
      runs: 1,
      wallMs: 1,
      elapsedMs: 1,
      cpuMs: 1,
      gc: { count: 0, ms: 0 },
      throttling: null,
      accelerator: [],
      energy: { counted: null, idleW: null, reason: null },
      evidence: null,
    },
    interference: {
      ...{ involuntaryContextSwitches: 0, stealPercent: null, cpuPressurePercent: null },
      ...{ memoryPressurePercent: null, ioPressurePercent: null },
    },
    memory,
  });
  return {
    ...emptyOutcome(),
    samplesMs: [1],
    phases: new Map([
      ['load', record(load)],
      ['first', record(first)],
      ['measure', record(measure)],
    ]),
  };
}

await t.test('of one process the kernel’s peak is of one moment', async (t) => {
  const resident = { fileBytes: mb(30), anonymousBytes: mb(60), sharedBytes: mb(2) };
  const measured = outcome(reading(50, 90), reading(90, 120), reading(95, 110, { resident }));
  t.match(memoryOf(measured), {
    ...{ method: 'kernel-peak', peakOf: 'moment', baselineMb: 50 },
    ...{ residentMb: 92, fileMb: 30, anonymousMb: 60, sharedMb: 2 },
    load: { peakMb: 90, deltaMb: 40, residentMb: null, fileMb: null },
    inference: { peakMb: 120, deltaMb: 70, sampledPeakMb: 119 },
  });
});

await t.test('of several it is a bound, unless their control group has the peak of all', async (t) => {
  const several = { processes: 2 };
  const bound = outcome(reading(50, 90), reading(90, 120, several), reading(95, 210, several));
  t.match(memoryOf(bound), { method: 'kernel-peak', peakOf: 'bound', inference: { peakMb: 210 } });

  const grouped = (start: number, peak: number, processes = 2) => ({
    ...{ processes, group: { startBytes: mb(start), peakBytes: mb(peak) } },
  });
  const moment = outcome(
    reading(50, 90, grouped(20, 55, 1)),
    reading(90, 120, grouped(55, 80)),
    reading(95, 210, grouped(55, 100)),
  );
  t.match(memoryOf(moment), {
    ...{ method: 'cgroup-peak', peakOf: 'moment', baselineMb: 20 },
    load: { peakMb: 55, deltaMb: 35 },
    inference: { peakMb: 100, deltaMb: 80, sampledPeakMb: 209 },
  });
  t.match(loadPeaks(moment), { startBytes: mb(20), peakBytes: mb(55) }, 'the same as the report’s load');
  t.equal(inferencePeaks(moment).peakBytes, mb(100));
});

await t.test("the Neural Engine's memory stands apart, and what is counted is said", async (t) => {
  const footprint = (neural: number) => ({ counts: 'footprint', neuralPeakBytes: mb(neural) }) as const;
  const measured = outcome(
    reading(50, 90, footprint(7)),
    reading(90, 120, footprint(40)),
    reading(95, 110, footprint(30)),
  );
  t.match(memoryOf(measured), {
    counts: 'footprint',
    load: { peakMb: 90, neuralPeakMb: 7 },
    inference: { peakMb: 120, neuralPeakMb: 40 },
  });
  const silent = outcome(reading(50, 90), reading(90, 120), reading(95, 110));
  t.match(memoryOf(silent), { counts: 'resident', inference: { neuralPeakMb: null } });
});

await t.test('samples are of one moment, however many processes there are', async (t) => {
  const sampled = { method: 'sampled', processes: 3 } as const;
  const measured = outcome(reading(50, 90, sampled), reading(90, 120, sampled), reading(95, 110, sampled));
  t.match(memoryOf(measured), { method: 'sampled', peakOf: 'moment' });
});

await t.test('a load that did not come to its end has no memory', async (t) => {
  t.equal(memoryOf(emptyOutcome()), null);
  t.equal(loadPeaks(emptyOutcome()), null);
});

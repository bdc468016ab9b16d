import t from 'tap';
import { acceleratorOf } from './accelerator-of.ts';
import type { BoardReading } from '../meters/accelerator/board-watch.ts';
import { emptyOutcome, type PhaseRecord, type TaskOutcome } from './task-outcome.ts';

const MB = 2 ** 20;
const board = { name: 'Board', uuid: 'GPU-1', driver: '1.0', pciPlace: null };
const { pciPlace: _, ...identity } = board;
const before: BoardReading = {
  board,
  elapsedMs: 500,
  utilizationPercent: null,
  memory: { of: 'process', startBytes: 0, peakBytes: 500 * MB },
  powerW: 80,
  energy: null,
  startPowerW: 70,
  clockMhz: 300,
  temperatureC: 40,
  throttled: [],
};
const during: BoardReading = {
  ...before,
  utilizationPercent: 76,
  memory: { of: 'process', startBytes: 500 * MB, peakBytes: 926 * MB },
  powerW: 191,
  energy: { source: 'nvml', joules: 955, elapsedMs: 5000 },
  elapsedMs: 5000,
  clockMhz: 1980,
  temperatureC: 41,
  throttled: ['power cap'],
};

function outcome(load: BoardReading | null, measure: BoardReading | null): TaskOutcome {
  const record = (accelerator: BoardReading | null) =>
    ({
      runs: 1000,
      wallMs: 4000,
      accelerator: accelerator === null ? [] : [accelerator],
    }) as unknown as PhaseRecord;
  return {
    ...emptyOutcome(),
    phases: new Map([
      ['load', record(load)],
      ['measure', record(measure)],
    ]),
  };
}

await t.test('figures of the measured runs, beside what there was before the model', async (t) => {
  t.strictSame(acceleratorOf(outcome(before, during)), {
    ...identity,
    utilizationPercent: 76,
    utilizationReason: null,
    vramPeakMb: 926,
    vramBaselineMb: 0,
    vramOf: 'process',
    powerW: 191,
    idlePowerW: 70,
    energyMjPerRun: 764,
    clockMhz: 1980,
    temperatureC: 41,
    throttled: ['power cap'],
  });
});

await t.test('energy is never estimated from looks at the power', async (t) => {
  const looked = { ...during, energy: null };
  t.match(acceleratorOf(outcome(before, looked)), { powerW: 191, energyMjPerRun: null });
});

await t.test("the whole board's memory is told beside what it had before", async (t) => {
  const of = 'board' as const;
  const load = { ...before, memory: { of, startBytes: 1000 * MB, peakBytes: 1400 * MB } };
  const measure = { ...during, memory: { of, startBytes: 1400 * MB, peakBytes: 1500 * MB } };
  t.match(acceleratorOf(outcome(load, measure)), { vramPeakMb: 1500, vramBaselineMb: 1000, vramOf: of });
});

await t.test('a board on which nothing of the model lay is not the one that ran it', async (t) => {
  const idle = { of: 'board' as const, startBytes: 1000 * MB, peakBytes: 1000 * MB };
  t.equal(acceleratorOf(outcome({ ...before, memory: idle }, { ...during, memory: idle })), null);
  t.equal(acceleratorOf(outcome(before, { ...during, memory: null })), null);
  t.equal(acceleratorOf(outcome(null, null)), null, 'no board');
  t.equal(acceleratorOf(emptyOutcome()), null, 'never came so far');
});

await t.test('of several boards the one that was chosen is told beside what it had before', async (t) => {
  const other: BoardReading = { ...before, board: { ...board, uuid: 'GPU-0' }, startPowerW: 999 };
  const both = outcome(before, during);
  both.phases.set('load', { ...both.phases.get('load'), accelerator: [other, before] } as PhaseRecord);
  t.match(acceleratorOf(both), { uuid: 'GPU-1', idlePowerW: 70 });
});

await t.test('a phase too short for its utilisation says so, and what to do', async (t) => {
  const short = { ...during, utilizationPercent: null, elapsedMs: 300 };
  t.match(acceleratorOf(outcome(before, short)), {
    utilizationPercent: null,
    utilizationReason: 'it takes 1 s to tell, and the runs took 0.3 s: measure with --duration 2s',
  });
  const silent = { ...during, utilizationPercent: null };
  t.match(acceleratorOf(outcome(before, silent)), { utilizationReason: 'its driver does not tell' });
});

await t.test('a board that did nothing for the processes did not run the model', async (t) => {
  const measured = outcome(before, during);
  const withEvidence = (gpuMs: number | null): TaskOutcome => {
    const phase = measured.phases.get('measure');
    if (phase === undefined) throw new Error('it was measured');
    const evidence = { elapsedMs: 5000, gpuMs, cpuMs: 20 };
    return { ...measured, phases: new Map([...measured.phases, ['measure', { ...phase, evidence }]]) };
  };
  t.equal(acceleratorOf(withEvidence(0)), null, "the Neural Engine's work is none of the GPU's");
  t.match(acceleratorOf(withEvidence(4000)), { utilizationPercent: 76 });
  t.match(acceleratorOf(withEvidence(null)), { utilizationPercent: 76 }, 'its driver does not tell');
});

import type { Accelerator } from '@dumont/protocol';
import t from 'tap';
import type { BoardReading } from '../meters/accelerator/board-watch.ts';
import type { EnergyReading } from '../meters/energy.ts';
import { energyOf } from './energy-of.ts';
import { emptyOutcome, type PhaseRecord, type TaskOutcome } from './task-outcome.ts';

const board = { name: 'Board', uuid: 'GPU-1', driver: null, pciPlace: null };
const accelerator = { name: 'Board', idlePowerW: 70 } as Accelerator;

function outcome(energy: EnergyReading, counted: BoardReading['energy'] = null): TaskOutcome {
  const record = { runs: 1000, wallMs: 4000, energy, accelerator: [{ board, energy: counted }] };
  return {
    ...emptyOutcome(),
    phases: new Map([
      ['load', record as unknown as PhaseRecord],
      ['measure', record as unknown as PhaseRecord],
    ]),
  };
}

const silent: EnergyReading = { counted: null, idleW: null, reason: 'none here' };
const rapl = (elapsedMs: number): EnergyReading => ({
  counted: { source: 'rapl', joules: 100, elapsedMs },
  idleW: 9,
  reason: null,
});

await t.test('of the processor: what the runs took of what was counted, warm-up included', async (t) => {
  t.strictSame(energyOf(outcome(rapl(5000)), null, true), {
    ...{ source: 'rapl', joulesPerRun: 0.08, idleW: 9, reason: null },
  });
});

await t.test('of the board that ran the model, whatever the processor took', async (t) => {
  const counted = { source: 'nvml', joules: 955, elapsedMs: 5000 } as const;
  t.match(energyOf(outcome(rapl(5000), counted), accelerator, false), {
    ...{ source: 'nvml', joulesPerRun: 0.764, idleW: 70 },
  });
});

await t.test('less than two seconds say nothing, and what to do about it', async (t) => {
  t.strictSame(energyOf(outcome(rapl(1999)), null, true), {
    ...{ source: 'rapl', joulesPerRun: null, idleW: 9 },
    reason: 'its counter needs 2 s, and was read over 2.0 s: measure with --duration 2s',
  });
});

await t.test('where nothing counts it is said why', async (t) => {
  const none = { source: null, joulesPerRun: null, idleW: null };
  t.strictSame(energyOf(outcome(silent), null, true), { ...none, reason: 'none here' });
  t.match(energyOf(outcome(silent), accelerator, false), {
    ...none,
    reason: 'the driver of Board counts no energy',
  });
  t.match(energyOf(outcome(rapl(5000)), null, false), { ...none, reason: /not known/ });
  t.equal(energyOf(emptyOutcome(), null, true), null);
});

/** What a run takes of energy. Pure. */
import type { Accelerator, Energy } from '@dumont/protocol';
import { SHORTEST_FOR_ENERGY_MS, type CountedEnergy } from '../meters/energy/counted-energy.ts';
import { measuredBoard } from './accelerator-of.ts';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

/**
 * Of the board that ran the model, else of the processor.
 * @param onProcessor whether the unit is one of the processor's
 */
export function energyOf(
  measured: TaskOutcome,
  accelerator: Accelerator | null,
  onProcessor: boolean,
): Energy | null {
  const phase = measured.phases.get('measure');
  if (phase === undefined) return null;
  if (accelerator !== null) {
    const counted = measuredBoard(measured)?.during.energy ?? null;
    if (counted === null) return none(`the driver of ${accelerator.name ?? 'the board'} counts no energy`);
    return perRun(counted, phase, accelerator.idlePowerW);
  }
  if (!onProcessor) return none('the board that ran the model is not known, or its driver cannot be asked');
  const { counted, idleW, reason } = phase.energy;
  return counted === null ? none(reason) : perRun(counted, phase, idleW);
}

function none(reason: string | null): Energy {
  return { source: null, joulesPerRun: null, idleW: null, reason };
}

/** The runs' part of it: counting began with the warm-up, in which the same was done. */
function perRun(
  { source, joules, elapsedMs }: CountedEnergy,
  { wallMs, runs }: PhaseRecord,
  idleW: number | null,
): Energy {
  if (elapsedMs < SHORTEST_FOR_ENERGY_MS || runs === 0) {
    const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
    const reason = `its counter needs 2 s, and was read over ${seconds}: measure with --duration 2s`;
    return { source, joulesPerRun: null, idleW, reason };
  }
  return { source, joulesPerRun: (joules / elapsedMs) * (wallMs / runs), idleW, reason: null };
}

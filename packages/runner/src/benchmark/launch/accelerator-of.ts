/** The accelerator's figures of a report. Pure. */
import { bytesToMb, type Accelerator } from '@dumont/protocol';
import { SHORTEST_FOR_ENERGY_MS } from '../meters/energy/counted-energy.ts';
import { SHORTEST_FOR_UTILIZATION_MS, type BoardReading } from '../meters/accelerator/board-watch.ts';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

/** The board that runs the model, in the measured runs and while the model was loaded. */
export interface MeasuredBoard {
  readonly phase: PhaseRecord;
  readonly during: BoardReading;
  readonly before: BoardReading;
}

/** @returns null where no board was metered, and where nobody could tell which one it is */
export function measuredBoard(measured: TaskOutcome): MeasuredBoard | null {
  const phase = measured.phases.get('measure');
  const [during] = phase?.accelerator ?? [];
  const before = measured.phases
    .get('load')
    ?.accelerator.find(({ board }) => board.uuid === during?.board.uuid);
  return phase === undefined || during === undefined || before === undefined
    ? null
    : { phase, during, before };
}

/** Of the measured runs, beside what the board had before the model was loaded. */
export function acceleratorOf(measured: TaskOutcome): Accelerator | null {
  const found = measuredBoard(measured);
  const memory = found === null ? null : memoryOf(found);
  if (found === null || memory === null || !hasComputed(found)) return null;
  const { phase, during, before } = found;
  const { name, uuid, driver } = during.board;
  return {
    ...{ name, uuid, driver },
    utilizationPercent: during.utilizationPercent,
    utilizationReason: whyNoUtilization(found),
    ...memory,
    powerW: during.powerW,
    idlePowerW: before.startPowerW,
    energyMjPerRun: energyPerRun(during, phase),
    clockMhz: during.clockMhz,
    temperatureC: during.temperatureC,
    throttled: during.throttled,
  };
}

/** @returns null for a board on which nothing of the model ever lay: it is not the one that ran it */
function memoryOf({ during: { memory }, before }: MeasuredBoard) {
  if (memory === null) return null;
  const baselineBytes = before.memory?.of === memory.of ? before.memory.startBytes : 0;
  if (memory.peakBytes <= baselineBytes) return null;
  return {
    vramPeakMb: bytesToMb(memory.peakBytes),
    vramBaselineMb: bytesToMb(baselineBytes),
    vramOf: memory.of,
  };
}

/** Only where the driver tells that it did nothing for the processes is it known not to have. */
function hasComputed({ phase }: MeasuredBoard): boolean {
  return phase.evidence?.gpuMs !== 0;
}

function whyNoUtilization({ during: { utilizationPercent, elapsedMs } }: MeasuredBoard): string | null {
  if (utilizationPercent !== null) return null;
  if (elapsedMs >= SHORTEST_FOR_UTILIZATION_MS) return 'its driver does not tell';
  return `it takes 1 s to tell, and the runs took ${(elapsedMs / 1000).toFixed(1)} s: measure with --duration 2s`;
}

/** Watts times milliseconds are millijoules. Never estimated: only by the board's own counter. */
function energyPerRun(
  { powerW, energy, elapsedMs }: BoardReading,
  { wallMs, runs }: PhaseRecord,
): number | null {
  const isCounted = energy !== null && elapsedMs >= SHORTEST_FOR_ENERGY_MS;
  return powerW === null || !isCounted || runs === 0 ? null : (powerW * wallMs) / runs;
}

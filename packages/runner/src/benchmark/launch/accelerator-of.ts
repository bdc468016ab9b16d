/** The accelerator's figures of a report. Pure. */
import { bytesToMb, type Accelerator } from '@dumont/protocol';
import type { PhaseRecord, TaskOutcome } from './task-outcome.ts';

type BoardReading = NonNullable<PhaseRecord['accelerator']>;

/** Of the measured runs, beside what the board had before the model was loaded. */
export function acceleratorOf(measured: TaskOutcome): Accelerator | null {
  const phase = measured.phases.get('measure');
  const before = measured.phases.get('load')?.accelerator;
  if (!phase?.accelerator || !before) return null;
  const during = phase.accelerator;
  const memory = memoryOf(during, before);
  if (memory === null) return null;
  return {
    ...during.board,
    utilizationPercent: during.utilizationPercent,
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
function memoryOf({ memory }: BoardReading, before: BoardReading) {
  if (memory === null) return null;
  const baselineBytes = before.memory?.of === memory.of ? before.memory.startBytes : 0;
  if (memory.peakBytes <= baselineBytes) return null;
  return {
    vramPeakMb: bytesToMb(memory.peakBytes),
    vramBaselineMb: bytesToMb(baselineBytes),
    vramOf: memory.of,
  };
}

/** Watts times milliseconds are millijoules. Never estimated: only by the board's own counter. */
function energyPerRun(
  { powerW, isPowerCounted }: BoardReading,
  { wallMs, runs }: PhaseRecord,
): number | null {
  return powerW === null || !isPowerCounted || runs === 0 ? null : (powerW * wallMs) / runs;
}

/** What others on the machine took from a phase: counters read at its two ends. Only Linux has them. */
import type { Interference } from '@dumont/protocol';
import { type CpuTime, parseCpuTime, stealPercentBetween } from './cpu-time.ts';
import { parsePressureUs, pressurePercentBetween } from './pressure.ts';
import { readText } from '../../../host/system-files.ts';

export interface InterferenceCounters {
  /** When they were read, by `performance.now()`. */
  readonly atMs: number;
  readonly cpuTime: CpuTime | null;
  /** Microseconds since boot in which some task waited for the resource. */
  readonly pressureUs: {
    readonly cpu: number | null;
    readonly memory: number | null;
    readonly io: number | null;
  };
}

export async function readInterference(): Promise<InterferenceCounters> {
  const [stat, cpu, memory, io] = await Promise.all([
    readText('/proc/stat'),
    readPressureUs('cpu'),
    readPressureUs('memory'),
    readPressureUs('io'),
  ]);
  return {
    atMs: performance.now(),
    cpuTime: stat === null ? null : parseCpuTime(stat),
    pressureUs: { cpu, memory, io },
  };
}

/** @param involuntaryContextSwitches of the process in the same time, where known */
export function interferenceBetween(
  before: InterferenceCounters,
  after: InterferenceCounters,
  involuntaryContextSwitches: number | null,
): Interference {
  const wallMs = after.atMs - before.atMs;
  const pressurePercent = (resource: keyof InterferenceCounters['pressureUs']): number | null =>
    pressurePercentBetween(before.pressureUs[resource], after.pressureUs[resource], wallMs);
  return {
    involuntaryContextSwitches,
    stealPercent:
      before.cpuTime === null || after.cpuTime === null
        ? null
        : stealPercentBetween(before.cpuTime, after.cpuTime),
    cpuPressurePercent: pressurePercent('cpu'),
    memoryPressurePercent: pressurePercent('memory'),
    ioPressurePercent: pressurePercent('io'),
  };
}

async function readPressureUs(resource: string): Promise<number | null> {
  const text = await readText(`/proc/pressure/${resource}`);
  return text === null ? null : parsePressureUs(text);
}

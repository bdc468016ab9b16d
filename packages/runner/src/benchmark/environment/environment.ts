/** Records what a result was measured in: machine, limits, power and heat, load. Never needs root; `null` is what cannot be told. */
import os from 'node:os';
import { bytesToMb, type Environment } from '@dumont/protocol';
import { readCgroupLimits } from './cgroup-limits.ts';
import { readContainer } from './container.ts';
import { readCores } from './cores.ts';
import { readPowerSource } from './power.ts';
import { readTemperatureC } from './temperature.ts';
import { readThrottleEvents } from './throttling.ts';
import { readVirtualization } from './virtualization.ts';

/** What only the benchmark can tell. */
export type BenchmarkFacts = Pick<Environment, 'interference'>;

export interface EnvironmentRecorder {
  /** Reads what changes once more. Call it when the benchmark is over. */
  finish(facts: BenchmarkFacts): Promise<Environment>;
}

/** Reads load, heat and throttling as they are before the benchmark. */
export async function startEnvironment(): Promise<EnvironmentRecorder> {
  const [surroundings, heat] = await Promise.all([readSurroundings(), readHeat()]);
  return {
    async finish(facts) {
      return { ...surroundings, ...heatBetween(heat, await readHeat()), ...facts };
    },
  };
}

type Surroundings = Omit<Environment, keyof BenchmarkFacts | keyof HeatChange>;

async function readSurroundings(): Promise<Surroundings> {
  const loadAverage = readLoadAverage();
  const freeMemoryMb = bytesToMb(os.freemem());
  const [cores, limits, container, virtualization, powerSource] = await Promise.all([
    readCores(),
    readCgroupLimits(),
    readContainer(),
    readVirtualization(),
    readPowerSource(),
  ]);
  const { cpuCores, memoryBytes } = limits;
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpuModel: cores.model,
    cpuCores: cores.count,
    // A limit above what there is limits nothing.
    cpuQuotaCores: cpuCores !== null && cpuCores < cores.count ? cpuCores : null,
    memoryLimitMb: memoryBytes !== null && memoryBytes < os.totalmem() ? bytesToMb(memoryBytes) : null,
    governor: cores.governor,
    container,
    virtualization,
    powerSource,
    loadAverage,
    freeMemoryMb,
  };
}

/** Windows has none; Node says zeros there. */
function readLoadAverage(): Environment['loadAverage'] {
  if (process.platform === 'win32') return null;
  const [minute = 0, fiveMinutes = 0, quarterHour = 0] = os.loadavg();
  return [minute, fiveMinutes, quarterHour];
}

export interface Heat {
  readonly temperatureC: number | null;
  readonly throttleEvents: number | null;
}

type HeatChange = Pick<Environment, 'temperatureC' | 'thermalThrottleEvents'>;

async function readHeat(): Promise<Heat> {
  const [temperatureC, throttleEvents] = await Promise.all([readTemperatureC(), readThrottleEvents()]);
  return { temperatureC, throttleEvents };
}

export function heatBetween(before: Heat, after: Heat): HeatChange {
  return {
    temperatureC:
      before.temperatureC === null || after.temperatureC === null
        ? null
        : { before: before.temperatureC, after: after.temperatureC },
    thermalThrottleEvents:
      before.throttleEvents === null || after.throttleEvents === null
        ? null
        : Math.max(0, after.throttleEvents - before.throttleEvents),
  };
}

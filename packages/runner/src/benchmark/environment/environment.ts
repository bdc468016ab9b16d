/** Records what a result was measured in: machine, limits, power and heat, load. Never needs root; `null` is what cannot be told. */
import os from 'node:os';
import { bytesToMb, type Environment } from '@dumont/protocol';
import { readCgroupLimits } from './cgroup-limits.ts';
import { readContainer } from './container.ts';
import { readCores } from './cores.ts';
import { readMacosCondition, type ThermalState } from './macos-condition.ts';
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
  /** These two are macOS's. */
  readonly thermalState: ThermalState | null;
  readonly lowPowerMode: boolean | null;
}

type HeatChange = Pick<
  Environment,
  'temperatureC' | 'thermalThrottleEvents' | 'thermalState' | 'lowPowerMode'
>;

async function readHeat(): Promise<Heat> {
  const [temperatureC, throttleEvents] = await Promise.all([readTemperatureC(), readThrottleEvents()]);
  return { temperatureC, throttleEvents, ...(await readCondition()) };
}

async function readCondition(): Promise<Pick<Heat, 'thermalState' | 'lowPowerMode'>> {
  return process.platform === 'darwin' ? readMacosCondition() : { thermalState: null, lowPowerMode: null };
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
    thermalState:
      before.thermalState === null || after.thermalState === null
        ? null
        : { before: before.thermalState, after: after.thermalState },
    // It may be switched on meanwhile, and off again.
    lowPowerMode:
      before.lowPowerMode === null || after.lowPowerMode === null
        ? null
        : before.lowPowerMode || after.lowPowerMode,
  };
}

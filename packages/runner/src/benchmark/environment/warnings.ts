/** What about the surroundings may have changed the numbers. Pure. */
import { type Environment, type Interference, type Warning, warning } from '@dumont/protocol';

type Phase = keyof Environment['interference'];

/** How much work a phase did: a count of switches means nothing without it. */
export interface PhaseWork {
  readonly runs: number;
  readonly wallMs: number;
}

/**
 * Tasks waited for a CPU in up to 1.1 % of the time on a quiet machine with a thread on every core, and in 50 % of it with one
 * more busy process.
 */
const PRESSURE_PERCENT = 10;

/** Twice what a single tick of the clock can amount to. */
const STEAL_PERCENT = 2;

/** A second: a quiet machine with a thread on every core showed 110, the sampler's own wake-ups among them; a contended one 200. */
const SWITCHES_PER_SECOND = 150;

/** @param work of the phases; without it involuntary context switches are not judged */
export function environmentWarnings(
  environment: Environment,
  work: Partial<Record<Phase, PhaseWork>> = {},
): Warning[] {
  const { load, inference } = environment.interference;
  return [
    ...loadWarnings(environment),
    ...clockWarnings(environment),
    ...pressureWarnings(environment),
    ...interferenceWarnings('load', load, work.load),
    ...interferenceWarnings('inference', inference, work.inference),
  ];
}

/** More work than cores. Less than that need not meet the benchmark, and shows as pressure where it does. */
function loadWarnings({ loadAverage, cpuCores: cores, cpuQuotaCores }: Environment): Warning[] {
  const [lastMinute] = loadAverage ?? [0];
  return [
    ...when(lastMinute > cores, () => warning('HIGH_LOAD', { loadAverage: lastMinute, cores })),
    ...(cpuQuotaCores === null ? [] : [warning('CPU_QUOTA', { quotaCores: cpuQuotaCores, cores })]),
  ];
}

/** Whatever lets the clock speed change. */
function clockWarnings(environment: Environment): Warning[] {
  const { governor, powerSource, thermalThrottleEvents, lowPowerMode } = environment;
  const events = thermalThrottleEvents ?? 0;
  return [
    ...thermalWarnings(environment),
    ...when(lowPowerMode === true, () => warning('LOW_POWER_MODE', {})),
    ...when(events > 0, () => warning('CPU_THROTTLED', { events })),
    ...when(powerSource === 'battery', () => warning('BATTERY_POWER', {})),
    ...(governor === null || governor === 'performance'
      ? []
      : [warning('GOVERNOR_NOT_PERFORMANCE', { governor })]),
  ];
}

/** From `serious` on macOS takes speed away. */
function thermalWarnings({ thermalState }: Environment): Warning[] {
  const states = [thermalState?.after, thermalState?.before];
  const worst = (['critical', 'serious'] as const).find((state) => states.includes(state));
  return worst === undefined ? [] : [warning('THERMAL_PRESSURE', { state: worst })];
}

/** @returns null where it is too little to matter */
export function disturbingPressure(interference: Interference | null): number | null {
  const percent = interference?.cpuPressurePercent ?? 0;
  return percent >= PRESSURE_PERCENT ? percent : null;
}

/** Once, whichever phases it was in: the remedy is the same. */
function pressureWarnings({ interference }: Environment): Warning[] {
  const phases = (['load', 'inference'] as const).flatMap((phase) => {
    const percent = disturbingPressure(interference[phase]);
    return percent === null ? [] : [{ phase, percent }];
  });
  return phases.length === 0 ? [] : [warning('CPU_PRESSURE', { phases })];
}

function interferenceWarnings(
  phase: Phase,
  interference: Interference | null,
  work: PhaseWork | undefined,
): Warning[] {
  if (interference === null) return [];
  const steal = interference.stealPercent ?? 0;
  const memory = interference.memoryPressurePercent ?? 0;
  return [
    ...when(steal >= STEAL_PERCENT, () => warning('STEAL', { phase, percent: steal })),
    ...when(memory >= PRESSURE_PERCENT, () => warning('MEMORY_PRESSURE', { phase, percent: memory })),
    ...switchWarnings(phase, interference, work),
  ];
}

/** Stands in where there is no pressure to read, which tells the same more surely. */
function switchWarnings(
  phase: Phase,
  { cpuPressurePercent, involuntaryContextSwitches }: Interference,
  work: PhaseWork | undefined,
): Warning[] {
  if (cpuPressurePercent !== null || involuntaryContextSwitches === null || work === undefined) return [];
  const tooMany = involuntaryContextSwitches > (SWITCHES_PER_SECOND * work.wallMs) / 1000;
  return when(tooMany && involuntaryContextSwitches > work.runs, () =>
    warning('INVOLUNTARY_SWITCHES', { phase, switches: involuntaryContextSwitches, runs: work.runs }),
  );
}

function when(condition: boolean, make: () => Warning): Warning[] {
  return condition ? [make()] : [];
}

/** What the accelerator's board did in the measured runs, and what a run took of energy, a row each. */
import type { BenchmarkReport } from '../report/index.ts';
import type { Figure, Say } from './figure.ts';

const COUNTED = {
  nvml: "of the whole board, by its driver's counter",
  hwmon: 'of the whole board, by its own counter',
  rapl: "of the processor's whole package, whoever used it",
  rusage: "of the process's CPU time",
} as const;

function describeEnergy({ energy }: BenchmarkReport, say: Say): string {
  const source = energy?.source ?? null;
  if (source === null) return '';
  const idleW = energy?.idleW ?? null;
  return idleW === null ? COUNTED[source] : `${COUNTED[source]}; ${say(idleW, 'W')} when idle`;
}

export const ACCELERATOR_FIGURES: readonly Figure[] = [
  {
    name: 'inference.gpu',
    unit: 'percent',
    read: ({ accelerator }) => accelerator?.utilizationPercent,
    row: {
      block: 'resources',
      label: 'GPU',
      note: ({ accelerator }) =>
        [accelerator?.name ?? '', ...(accelerator?.throttled ?? [])].join(', slowed by '),
      whyNot: ({ accelerator }) => accelerator?.utilizationReason,
    },
    csv: [39, 'gpu_percent'],
    sark: 'gpu_percent',
  },
  {
    name: 'inference.gpuMemory',
    unit: 'MB',
    read: ({ accelerator }) => accelerator?.vramPeakMb,
    row: {
      block: 'resources',
      label: 'GPU memory',
      note: ({ accelerator }) => (accelerator?.vramOf === 'board' ? 'of the whole board' : ''),
    },
    csv: [40, 'vram_mb'],
    sark: 'vram_mb',
  },
  {
    name: 'accelerator.power',
    unit: 'W',
    read: ({ accelerator }) => accelerator?.powerW,
    row: {
      block: 'resources',
      label: 'GPU power',
      note: ({ accelerator }, say) => {
        const idleW = accelerator?.idlePowerW ?? null;
        return idleW === null ? '' : `${say(idleW, 'W')} before the model was loaded`;
      },
    },
    csv: [80, 'gpu_power_watts'],
    sark: 'gpu_power_watts',
  },
  {
    name: 'accelerator.energy',
    unit: 'mJ',
    read: ({ accelerator }) => accelerator?.energyMjPerRun,
    csv: [81, 'gpu_energy_mj_per_run'],
    sark: 'gpu_energy_mj_per_run',
  },
  {
    name: 'energy.perRun',
    unit: 'J',
    read: ({ energy }) => energy?.joulesPerRun,
    row: {
      block: 'resources',
      label: 'energy a run',
      note: describeEnergy,
      // That nothing counts here is in the report; nobody can do anything about it.
      whyNot: ({ energy }) => ((energy?.source ?? null) === null ? null : energy?.reason),
    },
    csv: [91, 'energy_joules_per_run'],
    openMetrics: [7, 'dumont_energy_per_run_joules'],
    help: 'Energy of a run, by a counter.',
  },
  {
    name: 'energy.idle',
    unit: 'W',
    read: ({ energy }) => energy?.idleW,
    csv: [92, 'energy_idle_watts'],
  },
  {
    name: 'accelerator.clock',
    unit: 'MHz',
    read: ({ accelerator }) => accelerator?.clockMhz,
    row: { block: 'resources', label: 'GPU clock' },
    csv: [82, 'gpu_clock_mhz'],
    sark: 'gpu_clock_mhz',
  },
  {
    name: 'accelerator.temperature',
    unit: 'celsius',
    read: ({ accelerator }) => accelerator?.temperatureC,
    row: { block: 'resources', label: 'GPU temperature' },
    csv: [83, 'gpu_temperature_celsius'],
    sark: 'gpu_temperature_celsius',
  },
];

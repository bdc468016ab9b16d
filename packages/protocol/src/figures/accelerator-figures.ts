/** What the accelerator's board did in the measured runs, a row each. */
import type { Figure } from './figure.ts';

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
    row: { block: 'resources', label: 'energy a run', note: 'of the whole board, by its own counter' },
    csv: [81, 'gpu_energy_mj_per_run'],
    sark: 'gpu_energy_mj_per_run',
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

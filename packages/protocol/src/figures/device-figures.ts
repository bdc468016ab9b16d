/** What a run takes on the device that it runs on, and what the copies take, a row each. */
import type { Figure } from './figure.ts';

export const DEVICE_FIGURES: readonly Figure[] = [
  {
    name: 'inference.onDevice',
    unit: 'ms',
    read: ({ inference }) => inference?.onDevice?.median,
    row: {
      block: 'speed',
      label: 'on the device',
      note: 'median with inputs and outputs that stay there',
      whyNot: ({ inference }) => inference?.notOnDevice,
    },
    csv: [96, 'on_device_median_ms'],
    openMetrics: [8, 'dumont_on_device_median_seconds'],
    help: 'Median of runs whose inputs and outputs stay in the memory of the device.',
  },
  {
    name: 'inference.copyToDevice',
    unit: 'ms',
    read: ({ inference }) => inference?.copyMs?.toDevice,
    row: { block: 'speed', label: 'copy to it', note: 'all inputs; held in the latency above' },
    csv: [97, 'copy_to_device_ms'],
    openMetrics: [9, 'dumont_copy_to_device_seconds'],
    help: 'Median of copying all inputs to the device.',
  },
  {
    name: 'inference.copyFromDevice',
    unit: 'ms',
    read: ({ inference }) => inference?.copyMs?.fromDevice,
    row: { block: 'speed', label: 'copy from it', note: 'all outputs; held in the latency above' },
    csv: [98, 'copy_from_device_ms'],
    openMetrics: [10, 'dumont_copy_from_device_seconds'],
    help: 'Median of copying all outputs from the device.',
  },
];

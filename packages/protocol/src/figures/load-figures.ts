/** Loading the model, and what comes before it. */
import type { Figure } from './figure.ts';
import { summaryFigures } from './summary-figures.ts';

export const LOAD_FIGURES: readonly Figure[] = [
  ...summaryFigures('load', 41, {
    median: {
      tile: [4, 'load'],
      grid: [1, 'load'],
      testCase: [4, 'load'],
      openMetrics: [4, 'dumont_load_median_seconds'],
      help: 'Median load in fresh processes.',
      metric: { name: 'load', title: 'load', processes: ({ load }) => load?.ms.n ?? 1 },
    },
  }),
  {
    name: 'load.first',
    unit: 'ms',
    read: ({ load }) => load?.firstMs,
    row: {
      block: 'load',
      label: 'first',
      note: ({ load }) => (load?.cold === undefined ? 'the files may not have been cached yet' : ''),
    },
    csv: [54, 'load_first_ms'],
    sark: 'LoadMsFirst',
  },
  {
    name: 'load.warm',
    unit: 'ms',
    read: ({ load }) => load?.cold?.warmMs?.median,
    row: { block: 'load', label: 'cached', note: 'median of loads that did not come from the disk' },
    csv: [89, 'load_cached_median_ms'],
    sark: 'load_cached_median_ms',
  },
  {
    name: 'load.processStart',
    unit: 'ms',
    read: ({ load }) => load?.processStartMs,
    row: { block: 'load', label: 'process start', note: 'runtime and engine, not in the load' },
    csv: [55, 'process_start_ms'],
    sark: 'process_start_ms',
  },
  {
    name: 'load.compile',
    unit: 'ms',
    read: ({ load }) => load?.compileMs,
    row: {
      block: 'load',
      label: 'compiling',
      note: ({ load }) =>
        load?.compileCached === true ? 'by an earlier benchmark: it is kept' : 'once, before the loads',
    },
    csv: [99, 'compile_ms'],
    sark: 'compile_ms',
  },
];

import { before, inTurn, written, type Addition } from './addition.ts';

/** It reads the same of each phase. Its figure is in the report. */
export const meter: Addition = {
  kind: 'a meter',
  own: 'packages/runner/src/benchmark/meters/',
  edits: {
    'packages/runner/src/benchmark/meters/sample.ts': written(`import type { Meter } from './meter.ts';

export function openSample(): Promise<Meter<number>> {
  return Promise.resolve({ begin: () => Promise.resolve(), end: () => Promise.resolve(8765) });
}
`),
    'packages/runner/src/benchmark/meters/all-meters.ts': inTurn(
      before(`import type { OpenMeter }`, `import { openSample } from './sample.ts';\n`),
      before(`};\n\nexport type Meters`, `  sample: openSample,\n`),
    ),
    'packages/protocol/src/figures/figures.ts': before(
      `  {\n    name: 'floor',`,
      `  {
    name: 'inference.metered',
    unit: 'count',
    read: ({ inference }) => inference?.metered,
    row: { block: 'resources', label: 'metered' },
  },
`,
    ),
    'packages/protocol/src/report/inference.ts': before(
      '  samplesMs: z.array(ms),',
      '  metered: z.number().nullable().optional(),\n',
    ),
    'packages/runner/src/benchmark/launch/assemble-report.ts': before(
      '    samplesMs: measured.samplesMs,',
      '    metered: phase.sample,\n',
    ),
  },
  shows: {
    words: ['--model', 'tiny.onnx', '--loads', '1', '--format', 'table'],
    says: [/metered +8,765/],
  },
};

import { before, type Addition } from './addition.ts';

export const figure: Addition = {
  kind: 'a figure',
  own: 'packages/protocol/src/figures/',
  edits: {
    'packages/protocol/src/figures/figures.ts': before(
      `  {\n    name: 'floor',`,
      `  {
    name: 'inference.sample',
    unit: 'MB',
    read: ({ inference }) => inference?.sampleMb,
    row: { block: 'resources', label: 'sample' },
    csv: [1000, 'sample_mb'],
    openMetrics: [1000, 'dumont_sample_bytes'],
    help: 'A figure that a test adds.',
    sark: 'sample_mb',
  },
`,
    ),
    'packages/protocol/src/report/inference.ts': before(
      '  samplesMs: z.array(ms),',
      '  sampleMb: mb.nullable().optional(),\n',
    ),
    'packages/runner/src/benchmark/launch/assemble-report.ts': before(
      '    samplesMs: measured.samplesMs,',
      '    sampleMb: 4321,\n',
    ),
  },
  shows: {
    words: ['--model', 'tiny.onnx', '--loads', '1', '--format', 'table'],
    outputs: ['sample.csv', 'sample.md', 'sample.html', 'sample.prom'],
    says: [
      /sample +4,321 MB/,
      /,sample_mb\n[^]*,4321\n/,
      /\| sample +\| 4,321 MB/,
      /<t[dh][^>]*>sample</,
      /dumont_sample_bytes[{][^]*[}] 4530896896/,
    ],
  },
};

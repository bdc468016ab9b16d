import { before, inTurn, written, type Addition } from './addition.ts';

export const outputFormat: Addition = {
  kind: 'an output format',
  own: 'packages/runner/src/reports/',
  edits: {
    'packages/runner/src/reports/sample.ts': written(`/** Names alone. */
import type { ReportFormat } from './report-format.ts';

export const sampleFormat: ReportFormat = {
  name: 'sample',
  endings: ['.sample'],
  readable: false,
  renderReport: ({ model }) => \`\${model.fileName}\\n\`,
  renderEnd: () => '',
  renderComparison: () => '',
};
`),
    'packages/runner/src/reports/registry.ts': inTurn(
      before(`import { tableFormat }`, `import { sampleFormat } from './sample.ts';\n`),
      before(`];\n\nexport function findFormat`, '  sampleFormat,\n'),
    ),
  },
  shows: { words: ['--model', 'tiny.onnx', '--loads', '1', '--format', 'sample'], says: [/^[\w.]+\.onnx$/m] },
};

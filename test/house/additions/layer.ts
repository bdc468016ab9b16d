import { before, inTurn, written, type Addition } from './addition.ts';

/** It confines nothing. */
export const layer: Addition = {
  kind: 'a sandbox layer',
  own: 'packages/runner/src/benchmark/sandbox/layers/',
  edits: {
    'packages/runner/src/benchmark/sandbox/layers/sample.ts':
      written(`import type { FindLayer } from './layer.ts';

export const findSample: FindLayer = () => Promise.resolve({ name: 'sample-layer', wrap: (command) => ({ command }) });
`),
    'packages/runner/src/benchmark/sandbox/layers/all-layers.ts': inTurn(
      before(`import { findSeatbelt }`, `import { findSample } from './sample.ts';\n`),
      before(`];\n`, `  findSample,\n`),
    ),
  },
  shows: {
    words: ['--model', 'tiny.onnx', '--loads', '1', '--format', 'json'],
    says: [/"layers": \[[^\]]*"sample-layer"/],
  },
};

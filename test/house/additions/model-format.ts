import { before, type Addition } from './addition.ts';

/** It is ONNX, under another ending. */
export const modelFormat: Addition = {
  kind: 'a model format',
  own: 'packages/runner/src/models/',
  edits: {
    'packages/protocol/src/formats.ts': before(
      `] as const satisfies readonly FormatRow[];`,
      `  { name: 'sample', ending: '.sample', isFolder: false },\n`,
    ),
    'packages/runner/src/models/formats.ts': before(`  mlpackage: folder,`, `  sample: oneFile,\n`),
    'packages/engines/src/onnx/manifest.ts': before(`],\n  units`, `, 'sample'`),
  },
  shows: {
    words: ['--model', 'tiny.sample', '--loads', '1', '--format', 'json'],
    says: [/"format": "sample"/, /"status": "complete"/],
  },
};

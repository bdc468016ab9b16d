import { before, inTurn, written, type Addition } from './addition.ts';

/** It runs on the CPU, under another name. */
export const provider: Addition = {
  kind: 'a provider',
  own: 'packages/engines/src/onnx/providers/',
  edits: {
    'packages/engines/src/onnx/providers/sample.ts': written(`import type { Provider } from './provider.ts';

export const sample: Provider = { name: 'sample', nodeBinding: 'cpu', native: () => undefined };
`),
    'packages/engines/src/onnx/providers/index.ts': inTurn(
      before(`import { webgpu }`, `import { sample } from './sample.ts';\n`),
      before(`  'plug-in': plugIn,\n`, `  sample,\n`),
    ),
    'packages/protocol/src/units/providers.ts': before(
      `] as const satisfies readonly ProviderRow[];`,
      `  { name: 'sample', libraryName: 'SampleExecutionProvider', platforms: null, drivers: null },\n`,
    ),
    'packages/protocol/src/units/compute-units.ts': before(
      `] as const satisfies readonly ComputeUnitRow[];`,
      `  {
    wire: 'Sample (ONNX)',
    short: 'sample',
    engine: 'onnx',
    rank: 80,
    providers: ['sample'],
    isSarks: false,
  },
`,
    ),
  },
  shows: {
    words: [
      '--model',
      'tiny.onnx',
      '--loads',
      '1',
      '--compute-unit',
      'sample',
      '--placement',
      'off',
      '--format',
      'json',
    ],
    says: [/"requestedProvider": "sample"/, /"status": "complete"/],
  },
};

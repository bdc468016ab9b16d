import { before, inTurn, written, type Addition } from './addition.ts';

/** It computes nothing, whatever the model is. */
export const engine: Addition = {
  kind: 'an engine',
  own: 'packages/engines/src/sample/',
  edits: {
    'packages/engines/src/sample/manifest.ts': written(`import { unitsOfEngine } from '@dumont/protocol';
import type { EngineManifest } from '../manifests/manifest.ts';

export const sample: EngineManifest = { name: 'sample', formats: ['onnx'], units: unitsOfEngine('sample') };
`),
    'packages/engines/src/sample/sample-engine.ts': written(`import type { Engine } from '../engine.ts';

export const engine: Engine = {
  name: 'sample',
  version: '9.8.7',
  formats: ['onnx'],
  probe: () => Promise.resolve([]),
  load: (_model, { provider }) =>
    Promise.resolve({
      requestedProvider: provider,
      inputs: [],
      outputs: [],
      bind: () => ({ run: () => Promise.resolve(), readOutputs: () => ({}) }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};
`),
    'packages/engines/src/registry.ts': inTurn(
      before(`\ninterface BuiltIn`, `import { sample } from './sample/manifest.ts';\n`),
      before(
        `];\n\n/**\n * @throws DumontError USAGE where there is no such engine`,
        `  { manifest: sample, open: async () => (await import('./sample/sample-engine.ts')).engine },\n`,
      ),
    ),
    'packages/engines/src/manifests/built-in.ts': inTurn(
      before(`import type { EngineManifest }`, `import { sample } from '../sample/manifest.ts';\n`),
      before(`];\n\n/** Plug-ins are`, `, sample`),
    ),
    'packages/protocol/src/units/compute-units.ts': inTurn(
      before(`;\n  /**\n   * The lowest is preferred`, ` | 'sample'`),
      before(
        `] as const satisfies readonly ComputeUnitRow[];`,
        `  {
    wire: 'CPU (Sample)',
    short: 'cpu-sample',
    engine: 'sample',
    rank: 90,
    providers: ['cpu'],
    isSarks: false,
  },
`,
      ),
    ),
  },
  shows: {
    words: ['--model', 'tiny.onnx', '--loads', '1', '--compute-unit', 'cpu-sample', '--format', 'json'],
    says: [/"name": "sample",\s+"version": "9.8.7"/, /"status": "complete"/],
  },
};

import { unitsOfEngine } from '@dumont/protocol';
import type { EngineManifest } from '../manifests/manifest.ts';

export const coreml: EngineManifest = {
  name: 'coreml',
  formats: ['mlmodel', 'mlpackage', 'mlmodelc'],
  compiles: { mlmodel: 'mlmodelc', mlpackage: 'mlmodelc' },
  units: unitsOfEngine('coreml'),
  sessionOptions: ['sessionEntries'],
};

import { unitsOfEngine } from '@dumont/protocol';
import type { EngineManifest } from '../manifests/manifest.ts';

export const fake: EngineManifest = { name: 'fake', formats: ['onnx'], units: unitsOfEngine('onnx') };

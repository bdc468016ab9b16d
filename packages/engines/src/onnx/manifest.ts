import { sessionExtraNameSchema, unitsOfEngine } from '@dumont/protocol';
import type { EngineManifest } from '../manifests/manifest.ts';

export const onnx: EngineManifest = {
  name: 'onnx',
  formats: ['onnx', 'ort'],
  units: unitsOfEngine('onnx'),
  sessionOptions: [...sessionExtraNameSchema.options],
};

import { appendByName } from '../native/append-by-name.ts';
import type { Provider } from './provider.ts';

const MIGRAPHX = {
  short: 'MIGraphX',
  name: 'MIGraphXExecutionProvider',
  deviceOption: 'device_id',
  presets: {},
} as const;

export const migraphx: Provider = {
  name: 'migraphx',
  nodeBinding: null,
  native: (runtime, made, options) => appendByName(MIGRAPHX, runtime, made, options),
  remedy:
    "it needs an AMD GPU with ROCm and MIGraphX, and a library of ONNX Runtime's that is built with it, as in the wheel " +
    'onnxruntime-migraphx (--onnxruntime)',
};

import { appendByOptions } from '../native/append-by-options.ts';
import type { Provider } from './provider.ts';

export const tensorrt: Provider = {
  name: 'tensorrt',
  nodeBinding: null,
  native: (runtime, made, options) => appendByOptions('TensorRT', runtime, made, options),
  remedy:
    'it needs what CUDA needs, TensorRT 10, and libonnxruntime_providers_tensorrt beside the library in use, of the same version ' +
    '(as the wheel onnxruntime-gpu has it: dumont-runner providers add cuda --from onnxruntime_gpu-….whl)',
};

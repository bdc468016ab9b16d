import { appendByOptions } from '../native/append-by-options.ts';
import type { Provider } from './provider.ts';

export const cuda: Provider = {
  name: 'cuda',
  nodeBinding: null,
  native: (runtime, made, options) => appendByOptions('CUDA', runtime, made, options),
  remedy:
    "it needs NVIDIA's driver, CUDA 13 and cuDNN 9, and libonnxruntime_providers_cuda beside the library in use, of the same version " +
    '(as the wheel onnxruntime-gpu has it: dumont-runner providers add cuda --from onnxruntime_gpu-….whl)',
};

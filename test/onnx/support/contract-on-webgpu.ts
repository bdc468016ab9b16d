/** `node contract-on-webgpu.ts built-in|plug-in`: the contract of ONNX Runtime's C API on the software GPU. */
import { TENSOR_TYPES } from '@dumont/protocol';
import t from 'tap';
import { isFourBit } from '../../../packages/engines/src/element-layout.ts';
import { countLiveObjects } from '../../../packages/engines/src/onnx/native/native-object.ts';
import { openRuntime } from '../../../packages/engines/src/onnx/native/runtime.ts';
import { openOnnxEngine } from '../../../packages/engines/src/onnx/onnx-engine.ts';
import { testContract, type Subject } from '../../../packages/engines/src/onnx/testing/contract.ts';
import { WEBGPU_LIBRARY } from '../../../tools/setup/webgpu-plug-in.ts';

const isPlugIn = process.argv[2] === 'plug-in';
const on: NonNullable<Subject['on']> = isPlugIn
  ? { unit: 'webgpu (plug-in)', provider: 'plug-in' }
  : { unit: 'WebGPU (ONNX)', provider: 'webgpu', softwareAdapter: 'SwiftShader' };
const plugIn = { library: WEBGPU_LIBRARY, name: null };
const engine = await openOnnxEngine({ api: 'native', ...(isPlugIn ? { plugIn } : {}) });
const atRest = countLiveObjects();

await testContract(t, {
  engine,
  on,
  // SwiftShader has none.
  hasFloat16: false,
  types: TENSOR_TYPES.filter((type) => !isFourBit(type)),
  assertAtRest: (t) => t.strictSame(countLiveObjects(), atRest, 'nothing is left'),
});

// Nothing of the engine's ends it: an isolated process leaves at once. WebGPU's 0.4.0 does not stand Node's taking itself apart.
if (isPlugIn) {
  const { calls, environment } = await openRuntime(null);
  calls.UnregisterExecutionProviderLibrary(environment, 'dumont');
}

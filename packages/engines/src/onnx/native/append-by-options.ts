/** Has a session run on a provider in a library beside ONNX Runtime's own, which has an object of its own for its options. */
import type { ProviderDevice, ReportProvider } from '@dumont/protocol';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { releasing } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';

const KINDS = {
  CUDA: { name: 'CUDAExecutionProvider' },
  TensorRT: { name: 'TensorrtExecutionProvider' },
} as const;

/**
 * The device is the uuid of a card: the process was started so that it sees no other one.
 * @throws OrtError where its library does not load, in the loader's words, or it refuses its options
 */
export function appendByOptions(
  kind: keyof typeof KINDS,
  { calls, version }: NativeRuntime,
  made: NativeObject<'OrtSessionOptions'>,
  { providerOptions = {}, device }: NativeSessionOptions,
): ReportProvider {
  releasing((owner) => {
    // Where there is nothing to be set, too: this is what says why a library does not load.
    if (kind === 'CUDA') {
      const own = owner.own(calls.CreateCUDAProviderOptions());
      calls.UpdateCUDAProviderOptions(own, providerOptions);
      calls.SessionOptionsAppendExecutionProvider_CUDA_V2(made, own);
    } else {
      const own = owner.own(calls.CreateTensorRTProviderOptions());
      calls.UpdateTensorRTProviderOptions(own, providerOptions);
      calls.SessionOptionsAppendExecutionProvider_TensorRT_V2(made, own);
    }
  });
  return {
    name: KINDS[kind].name,
    version,
    options: { ...providerOptions },
    devices: device === undefined ? [] : [cardOf(device)],
  };
}

const NVIDIA = 0x10de;

/** More is not known in here. */
function cardOf(uuid: string): ProviderDevice {
  return { name: uuid, kind: 'gpu', vendor: 'NVIDIA', vendorId: NVIDIA, deviceId: 0, metadata: { uuid } };
}

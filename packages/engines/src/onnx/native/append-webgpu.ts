/** Has a session run on WebGPU, which takes an adapter that computes on the CPU for a GPU. */
import { DumontError, type ReportProvider } from '@dumont/protocol';
import { appendByName } from './append-by-name.ts';
import { describeSoftware } from './built-in-devices.ts';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import type { NativeRuntime } from './runtime.ts';

const WEBGPU = { short: 'WebGPU', name: 'WebGpuExecutionProvider', deviceOption: null, presets: {} } as const;
/** SARK's own, which promises a GPU. */
const GPU = 'GPU (ONNX)';

/** @throws as `appendByName` does; DumontError UNIT_UNAVAILABLE where a GPU was asked for and there is none */
export function appendWebgpu(
  runtime: NativeRuntime,
  made: NativeObject<'OrtSessionOptions'>,
  options: NativeSessionOptions,
): ReportProvider {
  const { device, softwareAdapter, ...others } = options;
  if (softwareAdapter === undefined) {
    const provider = appendByName(WEBGPU, runtime, made, options);
    refuseSoftware(provider.devices, options);
    return provider;
  }
  const onCpu = describeSoftware(softwareAdapter);
  refuseSoftware([onCpu], options);
  if (device !== undefined && device !== '0' && device !== onCpu.name)
    throw unavailable(
      `"${device}" (--device) is none of the devices of ${WEBGPU.name}: 0 ${onCpu.name} / cpu.`,
    );
  return { ...appendByName(WEBGPU, runtime, made, others), devices: [onCpu] };
}

function refuseSoftware(devices: ReportProvider['devices'], { unit }: NativeSessionOptions): void {
  const software = devices.find(({ isSoftware }) => isSoftware === true);
  if (software === undefined || unit !== GPU) return;
  throw unavailable(
    `${unit} cannot run on this machine: all that WebGPU finds is ${software.name}, which computes on the CPU.`,
  );
}

function unavailable(message: string): DumontError {
  return new DumontError('UNIT_UNAVAILABLE', message);
}

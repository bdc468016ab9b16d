/** Devices of providers that ONNX Runtime brings itself, where it tells of them. */
import {
  DumontError,
  providerName,
  type ProbeTarget,
  type ProviderDevice,
  type ProviderSettings,
} from '@dumont/protocol';
import type { DeviceList } from '../../engine.ts';
import { describeDevice, pickDevice } from './devices.ts';
import { listEpDevices, type EpDevice } from './ep-devices.ts';
import type { NativeRuntime } from './runtime.ts';

/** The version of the API that lists devices. */
const SINCE = 22;

/** A provider of the same name may come as a plug-in too: that one says which file it is from. */
function listOwn(runtime: NativeRuntime, provider: string): EpDevice[] {
  if (runtime.api.version < SINCE) return [];
  return listEpDevices(runtime).filter(
    (device) => device.provider === provider && device.metadata['library_path'] === undefined,
  );
}

const WEBGPU = 'WebGpuExecutionProvider';

/** Those that `--device` chooses from, in the same order. */
export function listOwnDevices(
  runtime: NativeRuntime,
  { provider: wanted, softwareAdapter }: ProbeTarget,
): DeviceList {
  // The runtime calls that one by another name, or does not tell of it.
  if (wanted === 'webgpu' && softwareAdapter !== undefined)
    return { provider: WEBGPU, devices: [{ provider: WEBGPU, ...describeSoftware(softwareAdapter) }] };
  const all = runtime.api.version < SINCE ? [] : listEpDevices(runtime);
  const [{ provider } = { provider: null }] = all.filter(
    (device) => providerName(device.provider) === wanted,
  );
  if (provider === null) return { provider, devices: [] };
  const own = listOwn(runtime, provider);
  return { provider, devices: own.map((device) => ({ provider, ...describeDevice(device) })) };
}

/**
 * @param provider as the runtime calls it
 * @returns null where the runtime tells of no device of it, and nobody asked for one
 * @throws DumontError UNIT_UNAVAILABLE where one was asked for that there is not
 */
export function chooseOwnDevice(
  runtime: NativeRuntime,
  provider: string,
  { device }: ProviderSettings,
): EpDevice | null {
  const own = listOwn(runtime, provider);
  if (own.length > 0) return pickDevice(own, provider, device);
  if (device === undefined) return null;
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `"${device}" (--device) cannot be looked for: ONNX Runtime ${runtime.version} tells of no device of ${provider} here.`,
  );
}

/** @param name of an adapter of WebGPU's that computes on the CPU */
export function describeSoftware(name: string): ProviderDevice {
  const facts = { vendor: '', vendorId: 0, deviceId: 0, metadata: {} };
  return { name, kind: 'cpu', ...facts, isSoftware: true };
}

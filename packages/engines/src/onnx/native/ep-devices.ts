/** Plug-in execution providers: libraries that are registered with the runtime, and the devices they offer. */
import type { NativeObject } from './native-object.ts';
import type { NativeRuntime } from './runtime.ts';

export interface EpDevice {
  readonly native: NativeObject<'OrtEpDevice'>;
  /** Of the execution provider, as its library calls it. */
  readonly provider: string;
  readonly vendor: string;
  /** Such as `library_path` and `version`. Two libraries may offer a provider of the same name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What the provider takes unless options say otherwise. */
  readonly defaultOptions: Readonly<Record<string, string>>;
  readonly hardware: {
    readonly kind: 'cpu' | 'gpu' | 'npu';
    readonly vendor: string;
    readonly vendorId: number;
    readonly deviceId: number;
    readonly metadata: Readonly<Record<string, string>>;
  };
}

/** OrtHardwareDeviceType. */
const HARDWARE_KINDS = ['cpu', 'gpu', 'npu'] as const;

/**
 * Registers a library of providers until the process ends, or until what is returned is disposed of: sessions first.
 * @param name one that no other library was registered by
 * @throws OrtError where the library does not load or is no plug-in
 */
export function registerProviders(
  { calls, environment }: NativeRuntime,
  name: string,
  library: string,
): Disposable {
  calls.RegisterExecutionProviderLibrary(environment, name, library);
  return {
    [Symbol.dispose]: () => {
      calls.UnregisterExecutionProviderLibrary(environment, name);
    },
  };
}

/** Of the built-in providers and of all that were registered. */
export function listEpDevices(runtime: NativeRuntime): EpDevice[] {
  const { calls, environment } = runtime;
  const pairs = (object: NativeObject<'OrtKeyValuePairs'>): Readonly<Record<string, string>> =>
    calls.GetKeyValuePairs(object);
  return calls.GetEpDevices(environment).map((native) => {
    const device = calls.EpDevice_Device(native);
    return {
      native,
      provider: calls.EpDevice_EpName(native),
      vendor: calls.EpDevice_EpVendor(native),
      metadata: pairs(calls.EpDevice_EpMetadata(native)),
      defaultOptions: pairs(calls.EpDevice_EpOptions(native)),
      hardware: {
        kind: HARDWARE_KINDS[calls.HardwareDevice_Type(device)] ?? 'cpu',
        vendor: calls.HardwareDevice_Vendor(device),
        vendorId: calls.HardwareDevice_VendorId(device),
        deviceId: calls.HardwareDevice_DeviceId(device),
        metadata: pairs(calls.HardwareDevice_Metadata(device)),
      },
    };
  });
}

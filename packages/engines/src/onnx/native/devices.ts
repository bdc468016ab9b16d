/** Choosing among the devices of one provider, and telling of them. */
import { DumontError, type ProviderDevice } from '@dumont/protocol';
import type { EpDevice } from './ep-devices.ts';

/** Microsoft's, of which the only adapter is one in software. */
const MICROSOFT = 0x1414;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|Basic Render/i;

/**
 * @param own of the provider, at least one, in its order
 * @param wanted an index, or what one of them alone is called; left out it is the first, which the provider prefers
 * @throws DumontError UNIT_UNAVAILABLE where that is none of them, or several
 */
export function pickDevice(own: readonly EpDevice[], provider: string, wanted: string | undefined): EpDevice {
  const found = findDevices(own, wanted ?? '0');
  const [device] = found;
  if (device !== undefined && found.length === 1) return device;
  const problem = found.length === 0 ? 'is none of the devices' : 'is more than one of the devices';
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `"${wanted ?? '0'}" (--device) ${problem} of ${provider}: ${listDevices(own)}.`,
  );
}

function findDevices(own: readonly EpDevice[], wanted: string): readonly EpDevice[] {
  if (/^\d+$/.test(wanted)) return own.slice(Number(wanted), Number(wanted) + 1);
  // Whoever is called exactly so goes before those that are called so in part.
  const text = wanted.toLowerCase();
  const namesOf = (device: EpDevice): string[] => {
    const { name, kind, metadata } = describeDevice(device);
    return [name, kind, ...Object.values(metadata)].map((word) => word.toLowerCase());
  };
  const exact = own.filter((device) => namesOf(device).includes(text));
  if (exact.length > 0) return exact;
  return own.filter((device) => describeDevice(device).name.toLowerCase().includes(text));
}

function listDevices(devices: readonly EpDevice[]): string {
  return devices
    .map((device, index) => {
      const { name, kind, metadata } = describeDevice(device);
      const more = Object.values(metadata).filter((value) => value.length <= 40 && value !== name);
      return `${index} ${[name, kind, ...more].filter((word) => word !== '').join(' / ')}`;
    })
    .join('; ');
}

/** The provider's own words for it, then what the runtime found out by itself. */
export function describeDevice({ provider, metadata, hardware }: EpDevice): ProviderDevice {
  const { version: _, library_path: __, ...own } = metadata;
  const name = own['FULL_DEVICE_NAME'] ?? hardware.metadata['Description'] ?? '';
  const { kind, vendor, vendorId, deviceId } = hardware;
  const isSoftware =
    vendorId === MICROSOFT ||
    SOFTWARE.test(name) ||
    (provider === 'WebGpuExecutionProvider' && kind === 'cpu');
  return {
    name: name === '' ? `${vendor} ${kind.toUpperCase()}`.trim() : name,
    kind,
    vendor,
    vendorId,
    deviceId,
    metadata: { ...hardware.metadata, ...own },
    ...(isSoftware ? { isSoftware } : {}),
  };
}

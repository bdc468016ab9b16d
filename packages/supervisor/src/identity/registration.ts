/** What the orchestrator is told when a worker registers. */
import os from 'node:os';
import type { Device } from '@dumont/protocol';
import { toDeviceInfo, type Registration } from '@dumont/protocol/sark';

export function toRegistration(device: Device, capabilities: readonly string[]): Registration {
  return {
    device_name: device.deviceName,
    ip_address: ownAddress(os.networkInterfaces()),
    capabilities: [...capabilities],
    device_info: toDeviceInfo(device),
  };
}

/** @returns the address that others most likely reach this machine by */
export function ownAddress(interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]>): string {
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter((address) => !address.internal);
  const best = addresses.find(({ family }) => family === 'IPv4') ?? addresses[0];
  return best?.address ?? '127.0.0.1';
}

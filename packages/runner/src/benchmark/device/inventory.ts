/** What this device is. */
import os from 'node:os';
import type { Device } from '@dumont/protocol';
import { askInventory } from './ask-inventory.ts';
import { describeDevice } from './describe-device.ts';

let known: Promise<Device> | undefined;

/**
 * Needs no root, takes 10 s at the most and never fails: what could not be found out is `null` or what Node knows. The device stays
 * the same, so it is found out once.
 */
export async function readDevice(): Promise<Device> {
  known ??= askInventory().then((facts) =>
    describeDevice(
      {
        hostname: os.hostname(),
        cpuModel: os.cpus()[0]?.model ?? '',
        totalMemoryBytes: os.totalmem(),
        osType: os.type(),
        osRelease: os.release(),
      },
      facts,
    ),
  );
  return known;
}

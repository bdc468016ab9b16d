/** The id that SARK gives a device. */
import { createHash, randomUUID } from 'node:crypto';
import type { DeviceInfo } from './schemas.ts';

/** The same device always gets the same id; without a UDID, so do two devices of one make. */
export function workerIdOf({ UDID, DeviceName, Soc, Ram, DeviceOs }: DeviceInfo): string {
  const facts = [DeviceName, Soc, Ram, DeviceOs].map((fact) => String(fact ?? '')).join('_');
  const known = [UDID ?? '', facts].find((text) => /[^_]/.test(text));
  const digest = createHash('md5').update(known ?? randomUUID());
  return `worker-${digest.digest('hex').slice(0, 12)}`;
}

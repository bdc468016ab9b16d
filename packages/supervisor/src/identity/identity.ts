/** Who this worker is, kept in the data folder: the same after every restart, and another one on another machine. */
import { messageOf, parseJson } from '@dumont/protocol';
import { lstat } from 'node:fs/promises';
import { nullIfMissing, readTextFile, writeDurably } from '@dumont/runner/host';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Device } from '@dumont/protocol';
import type { Logger } from 'pino';
import { z } from 'zod';

const FILE = 'identity.json';

const identitySchema = z.strictObject({
  /** What the orchestrator knows the device by. */
  udid: z.string().min(1),
  /** The machine's own id when `udid` was chosen; null where it has none. */
  machine: z.string().nullable(),
  /** What the orchestrator calls this worker; null until it has registered. */
  workerId: z.string().min(1).nullable(),
  /** Whether that is the id of another worker, which this one goes on for. */
  isTakenOver: z.boolean().default(false),
});
export type Identity = z.infer<typeof identitySchema>;

/** @param machine the device's own id, null where it has none */
export async function readIdentity(folder: string, machine: string | null, log: Logger): Promise<Identity> {
  const kept = await readKept(folder, log);
  if (kept !== null && (kept.machine === machine || machine === null)) return kept;
  if (kept !== null) {
    // The disk, or a copy of it, is in another machine: one identity must not be in two.
    log.warn(
      { before: kept.udid },
      'this data folder comes from another machine: this device gets an identity of its own',
    );
  }
  return { udid: machine ?? randomUUID(), machine, workerId: null, isTakenOver: false };
}

export async function keepIdentity(folder: string, identity: Identity): Promise<void> {
  await writeDurably(path.join(folder, FILE), `${JSON.stringify(identity, null, 2)}\n`);
}

export async function isIdentityKept(folder: string): Promise<boolean> {
  return (await nullIfMissing(lstat(path.join(folder, FILE)))) !== null;
}

/** The device as the orchestrator is told of it. */
export function asKnown(device: Device, identity: Identity, name: string | null): Device {
  return { ...device, udid: identity.udid, deviceName: name ?? device.deviceName };
}

async function readKept(folder: string, log: Logger): Promise<Identity | null> {
  const file = path.join(folder, FILE);
  let reason = 'it is damaged';
  try {
    const text = await readTextFile(file);
    if (text === null) return null;
    const parsed = identitySchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
  } catch (error) {
    reason = messageOf(error);
  }
  log.warn({ file, reason }, 'the identity kept there cannot be read: it is made anew');
  return null;
}

/** What probing a machine came to: of each compute unit, whether it runs here, by what, and on which devices. */
import { z } from 'zod';
import { deviceDriverSchema, MAX_DEVICES, offeredDeviceSchema, passedOverSchema } from './report/index.ts';
import { unitProbeSchema } from './runner-messages.ts';
import { text } from './runner-tasks.ts';

export const probedDeviceSchema = offeredDeviceSchema.extend({
  /** What `--device` takes for it. */
  index: z.int().nonnegative(),
  /** What tells it from others of its kind, which `--device` takes too; null where nobody says. */
  uuid: text.nullable(),
  driver: deviceDriverSchema.nullable(),
  /** Whether a tiny model ran on it, in a process of its own; null where it was not tried. */
  available: z.boolean().nullable(),
  /** Why not, in words for a person. */
  reason: text.nullable(),
});
export type ProbedDevice = z.infer<typeof probedDeviceSchema>;

/** A unit is available where it runs on the first of its devices: the one that is taken where nobody chooses. */
export const probedUnitSchema = unitProbeSchema.extend({
  /** What runs it, or would. */
  provider: text.nullable().exactOptional(),
  /** The engine's native runtime. */
  runtime: z.strictObject({ name: text, version: text }).nullable().exactOptional(),
  devices: z.array(probedDeviceSchema).max(MAX_DEVICES).exactOptional(),
  passedOver: z.array(passedOverSchema).max(16).exactOptional(),
});
export type ProbedUnit = z.infer<typeof probedUnitSchema>;

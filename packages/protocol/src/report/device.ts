/** What machine it was. */
import { z } from 'zod';
import { mb } from './numbers.ts';

export const deviceSchema = z.strictObject({
  deviceName: z.string(),
  deviceYear: z.int().nullable(),
  soc: z.string(),
  ramGb: z.number().nonnegative(),
  discreteGpu: z.string().nullable(),
  /** Video memory of the discrete GPU in MB. */
  vram: mb.nullable(),
  os: z.string(),
  osVersion: z.string(),
  udid: z.string().nullable(),
});
export type Device = z.infer<typeof deviceSchema>;

/** The execution provider that ran, unless it is the CPU's: as its library describes itself. */
import { z } from 'zod';
import { providerOptionsSchema } from '../units/plug-in.ts';

const MAX_TEXT = 1024;
const MAX_ENTRIES = 128;
/** Of one provider, or of one machine. */
export const MAX_DEVICES = 64;
const text = z.string().max(MAX_TEXT);

export const providerDeviceSchema = z.strictObject({
  /** The device's own name where its provider knows one, else its maker and kind. */
  name: text,
  kind: z.enum(['cpu', 'gpu', 'npu']),
  vendor: text,
  /** Of PCI, as a rule. */
  vendorId: z.int().nonnegative(),
  deviceId: z.int().nonnegative(),
  /** What provider and runtime say of it besides, in their own words. */
  metadata: z
    .record(text, z.string().max(8192))
    .refine((entries) => Object.keys(entries).length <= MAX_ENTRIES, `at most ${MAX_ENTRIES} entries`),
  /** True for what computes on the CPU and calls itself a GPU; left out where it is not known to. */
  isSoftware: z.literal(true).exactOptional(),
});
export type ProviderDevice = z.infer<typeof providerDeviceSchema>;

/** What drives a device; each null where nobody says. */
export const deviceDriverSchema = z.strictObject({
  name: text.nullable(),
  version: text.nullable(),
  /** What programs call it by, with the newest version that it takes: `CUDA 13.0`, `Vulkan 1.3.302`. */
  api: text.nullable(),
});
export type DeviceDriver = z.infer<typeof deviceDriverSchema>;

/** One that a library offers, of one of its providers. */
export const offeredDeviceSchema = providerDeviceSchema.extend({
  provider: text,
  driver: deviceDriverSchema.exactOptional(),
});
export const offeredDevicesSchema = z.array(offeredDeviceSchema).max(MAX_DEVICES);
export type OfferedDevice = z.infer<typeof offeredDeviceSchema>;

export const providerSchema = z.strictObject({
  /** As its library calls it. */
  name: text,
  version: text.nullable(),
  /** As given to it: which of them it knows is not told. */
  options: providerOptionsSchema,
  /** That the session was told to run on; empty where the runtime does not tell. */
  devices: z.array(providerDeviceSchema).max(MAX_DEVICES),
});
export type ReportProvider = z.infer<typeof providerSchema>;

/** Execution providers that come in a library of their own, and what they are told. */
import { z } from 'zod';
import { providerNameSchema } from './plug-in-unit.ts';

const MAX_OPTIONS = 64;

/** A library of providers, to be registered with the runtime in the isolated process. */
export const plugInSchema = z.strictObject({
  /** Absolute path, without links: its other libraries lie beside it. */
  library: z.string().max(4096),
  /** Which of its providers, where it may have several; null for the only one. */
  name: providerNameSchema.nullable(),
});
export type PlugIn = z.infer<typeof plugInSchema>;

/** The provider's own options; most providers ignore those they do not know. */
export const providerOptionsSchema = z
  .record(z.string().min(1).max(128), z.string().max(4096))
  .refine((options) => Object.keys(options).length <= MAX_OPTIONS, `at most ${MAX_OPTIONS} options`);

/** What a provider is told beyond which one it is: each left out where nobody said. */
export const providerSettings = {
  providerOptions: providerOptionsSchema.exactOptional(),
  /** Index among the provider's devices, or something that one of them alone is called. */
  device: z.string().min(1).max(128).exactOptional(),
};
export const providerSettingsSchema = z.strictObject(providerSettings);
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

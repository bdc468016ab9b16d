/** What Dumont writes into the folder of a provider when it is added: where it is from, and which bytes it is. */
import { z } from 'zod';

/** It stands in the folder of each provider. */
export const MANIFEST = 'dumont-provider.json';
/** The list of 20,000 files with long names. */
export const MAX_MANIFEST_BYTES = 16 * 2 ** 20;

export const storedNameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** With `/` between its parts. */
const relative = z
  .string()
  .max(4096)
  .refine((name) => name.split('/').every((part) => !['', '.', '..'].includes(part)));

export const manifestSchema = z.strictObject({
  schema: z.literal('dumont.provider/1'),
  addedUtc: z.iso.datetime(),
  /** What was given: names without their folders. */
  from: z.array(z.string().max(4096)),
  /** Every file but this one. */
  files: z.array(z.strictObject({ path: relative, sha256 })).max(100_000),
});
export type ProviderManifest = z.infer<typeof manifestSchema>;

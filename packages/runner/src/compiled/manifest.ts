/** What is written down beside a compiled model: each file of it and its checksum. */
import path from 'node:path';
import { parseForeignJson } from '@dumont/protocol';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';
export const MAX_MANIFEST_BYTES = 2 ** 20;
const BOUNDS = { depth: 4, values: 10_000 };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const compiledManifestSchema = z.strictObject({
  version: z.literal(1),
  /** Of the folder that it lies in: a folder that was renamed is of another model. */
  key: sha256,
  engine: z.strictObject({ name: z.string().max(200), version: z.string().max(200) }),
  compileMs: z.number().nonnegative(),
  files: z
    .array(z.strictObject({ name: z.string().max(4096), bytes: z.number().nonnegative(), sha256 }))
    .min(1)
    .max(500),
});
export type CompiledManifest = z.infer<typeof compiledManifestSchema>;

/** @returns null where it is none */
export function parseManifest(text: string): CompiledManifest | null {
  return compiledManifestSchema.safeParse(parseForeignJson(text, BOUNDS)).data ?? null;
}

export function manifestPath(folder: string): string {
  return path.join(folder, MANIFEST);
}

export function bytesOf({ files }: Pick<CompiledManifest, 'files'>): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

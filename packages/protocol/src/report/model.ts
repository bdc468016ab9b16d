/** The model that was measured. */
import { z } from 'zod';
import { modelFormatSchema } from '../formats.ts';
import { count } from './numbers.ts';

const modelFileSchema = z.strictObject({
  /** The model's own name; of a file of weights what the model calls it. */
  name: z.string(),
  bytes: count,
  sha256: z.string(),
});
export type ReportModelFile = z.infer<typeof modelFileSchema>;

export const modelSchema = z.strictObject({
  fileName: z.string(),
  path: z.string().optional(),
  url: z.string().optional(),
  /** Of all its files; in reports without `files`, of its own alone. */
  bytes: count.nullable(),
  /** Of its own file, such as the graph; of a folder the digest. */
  sha256: z.string().nullable(),
  /** Its own first. Reports from before there were files do not say. */
  files: z.array(modelFileSchema).optional(),
  /** Of several files: the SHA-256 of a line of JSON each, `[name, bytes, sha256]`; a graph's own name is `""` there. */
  digest: z.string().optional(),
  format: modelFormatSchema.nullable(),
});
export type ReportModel = z.infer<typeof modelSchema>;

/** What tells one model from another: all its bytes, as far as the report knows them; null where it knows none. */
export function checksumOf({ digest, sha256 }: Pick<ReportModel, 'digest' | 'sha256'>): string | null {
  return digest ?? sha256;
}

/** The model that was measured. */
import { z } from 'zod';
import { modelFormatSchema } from '../formats.ts';
import { count } from './numbers.ts';

export const modelSchema = z.strictObject({
  fileName: z.string(),
  path: z.string().optional(),
  url: z.string().optional(),
  bytes: count.nullable(),
  sha256: z.string().nullable(),
  format: modelFormatSchema.nullable(),
});

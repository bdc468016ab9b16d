/** What an engine says of itself, to be read without loading it. */
import { computeUnitSchema, modelFormatSchema } from '@dumont/protocol';
import { z } from 'zod';

const MAX_NAME = 64;

export const engineManifestSchema = z.strictObject({
  name: z.string().min(1).max(MAX_NAME),
  formats: z.array(modelFormatSchema).min(1).max(modelFormatSchema.options.length),
  units: z.array(computeUnitSchema).min(1).max(computeUnitSchema.options.length),
});
export type EngineManifest = z.output<typeof engineManifestSchema>;

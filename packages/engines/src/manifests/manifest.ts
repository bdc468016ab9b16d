/** What an engine says of itself, to be read without loading it. */
import { computeUnitSchema, modelFormatSchema, sessionExtraNameSchema } from '@dumont/protocol';
import { z } from 'zod';

const MAX_NAME = 64;

export const engineManifestSchema = z.strictObject({
  name: z.string().min(1).max(MAX_NAME),
  formats: z.array(modelFormatSchema).min(1).max(modelFormatSchema.options.length),
  units: z.array(computeUnitSchema).min(1).max(computeUnitSchema.options.length),
  /** What a model of a format must be compiled to before it is loaded: none where left out. */
  compiles: z.partialRecord(modelFormatSchema, modelFormatSchema).exactOptional(),
  /** Of those options that are an engine's own matter, which it takes: none where left out. */
  sessionOptions: z.array(sessionExtraNameSchema).max(sessionExtraNameSchema.options.length).exactOptional(),
});
export type EngineManifest = z.output<typeof engineManifestSchema>;

/** What `dumont-runner inspect --json` prints, as far as tests look at it. */
import { z } from 'zod';

const value = z.object({ name: z.string(), shape: z.array(z.union([z.number(), z.string()])) });
export const inspectionSchema = z.object({
  schema: z.literal('dumont.inspection/1'),
  model: z.object({
    format: z.string(),
    bytes: z.number(),
    sha256: z.string(),
    files: z.array(z.object({})),
  }),
  inputs: z.array(value.extend({ chosenShape: z.array(z.number()) })),
  outputs: z.array(value),
  onnx: z
    .object({
      opsets: z.record(z.string(), z.number()),
      operators: z.array(z.object({ opType: z.string(), count: z.number() })),
      parameters: z.number(),
      work: z.object({ multiplyAdds: z.number(), notCounted: z.array(z.object({ opType: z.string() })) }),
    })
    .nullable(),
  coreml: z.object({ specificationVersion: z.number(), kind: z.string() }).nullable(),
  missingFiles: z.array(z.string()),
  command: z.string(),
  shapeFlags: z.string(),
});

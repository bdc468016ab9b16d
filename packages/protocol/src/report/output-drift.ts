/** How far the outputs of a provider are from those of the CPU's, for the same inputs. */
import { z } from 'zod';

const distance = z.number().nonnegative().nullable();

export const outputDriftSchema = z.strictObject({
  /** Every output is within the tolerance. */
  matched: z.boolean(),
  /** The largest relative difference that is still accepted. */
  rtol: z.number().nonnegative(),
  /** The largest |difference|; null where an output cannot be compared, or where one side is not finite. */
  maxAbs: distance,
  /** The largest |difference| as a fraction of the output's largest magnitude on the CPU; null as above. */
  maxRel: distance,
  outputs: z
    .array(
      z.strictObject({
        name: z.string().max(8192),
        matched: z.boolean(),
        maxAbs: distance,
        maxRel: distance,
        detail: z.string().max(8192),
      }),
    )
    .max(10_000),
});
export type OutputDrift = z.infer<typeof outputDriftSchema>;

/** What the model was fed, and how its outputs compared with the expected ones. */
import { z } from 'zod';
import { containerSchema, tensorTypeSchema } from '../tensor-type.ts';
import { count } from './numbers.ts';

export const reportInputSchema = z.strictObject({
  name: z.string(),
  dtype: tensorTypeSchema,
  shape: z.array(count),
  /**
   * Where it is no plain tensor: what it is, and how many tensors it holds. Type and shape are those of the first; where it holds
   * none, the type is the one that the model declares.
   */
  container: z.strictObject({ kind: containerSchema, length: count }).exactOptional(),
  /** `searched`: shape or value was found by trying, because the model refused the default. */
  source: z.enum(['random', 'value', 'file', 'searched']),
});
export type ReportInput = z.infer<typeof reportInputSchema>;

export const expectationSchema = z.strictObject({
  /** Null where no output differed, but some could not be compared. */
  matched: z.boolean().nullable(),
  rtol: z.number().nonnegative(),
  atol: z.number().nonnegative(),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      /** Null where it could not be compared; `detail` says why. */
      matched: z.boolean().nullable(),
      maxAbsError: z.number().nullable(),
      detail: z.string(),
    }),
  ),
});
export type Expectation = z.infer<typeof expectationSchema>;

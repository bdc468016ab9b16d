/** What the model was fed, and how its outputs compared with the expected ones. */
import { z } from 'zod';
import { tensorTypeSchema } from '../tensor-type.ts';
import { count } from './numbers.ts';

export const reportInputSchema = z.strictObject({
  name: z.string(),
  dtype: tensorTypeSchema,
  shape: z.array(count),
  /** `searched`: shape or value was found by trying, because the model refused the default. */
  source: z.enum(['random', 'value', 'file', 'searched']),
});
export type ReportInput = z.infer<typeof reportInputSchema>;

export const expectationSchema = z.strictObject({
  matched: z.boolean(),
  rtol: z.number().nonnegative(),
  atol: z.number().nonnegative(),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      matched: z.boolean(),
      maxAbsError: z.number().nullable(),
      detail: z.string(),
    }),
  ),
});
export type Expectation = z.infer<typeof expectationSchema>;

/** What the model was fed, and how its outputs compared with the expected ones. */
import { z } from 'zod';
import { containerSchema, tensorTypeSchema } from '../tensor-type.ts';
import { count } from './numbers.ts';

/** A longer value is told by its checksum. */
export const MOST_VALUE_CHARACTERS = 64;

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
  /** The value that was given or found, as text: one for all elements, or one for each with commas between. */
  value: z.string().max(MOST_VALUE_CHARACTERS).exactOptional(),
  /** In hexadecimal: of the file's bytes, or of a longer value's text in UTF-8. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
});
export type ReportInput = z.infer<typeof reportInputSchema>;

/** @returns what the input was given, for a person; undefined where that was made up, or the report is too old to say */
export function describeGiven({ value, sha256 }: ReportInput): string | undefined {
  return value ?? (sha256 === undefined ? undefined : `sha256 ${sha256.slice(0, 12)}`);
}

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

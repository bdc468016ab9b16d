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
  /**
   * `convention`: made up, of a size or with values that are usual for such an input. `searched`: shape or value was found by trying,
   * because the model refused the default.
   */
  source: z.enum(['random', 'value', 'file', 'convention', 'searched']),
  /** The value that was given, chosen or found, as text: one for all elements, or one for each with commas between. */
  value: z.string().max(MOST_VALUE_CHARACTERS).exactOptional(),
  /** In hexadecimal: of the file's bytes, or of a longer value's text in UTF-8. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  /**
   * Of made-up whole numbers, and where a range was given: least and most, drawn uniformly, or counted from the least on along the last
   * axis.
   */
  range: z
    .strictObject({ least: z.number(), most: z.number(), order: z.enum(['random', 'counting']) })
    .exactOptional(),
  /** Axes that the model leaves open and nobody gave a size: it was chosen. */
  chosenAxes: z.array(count).exactOptional(),
  /** It says how much the model does, such as how often a loop runs, and nobody gave a value: it was chosen. */
  setsAmount: z.literal(true).exactOptional(),
});
export type ReportInput = z.infer<typeof reportInputSchema>;

/** @returns the values of an input, for a person; undefined where they are floats made up, or the report is too old to say */
export function describeValues({ value, sha256, range }: ReportInput): string | undefined {
  if (value !== undefined) return value;
  if (sha256 !== undefined) return `sha256 ${sha256.slice(0, 12)}`;
  if (range === undefined) return undefined;
  const { least, most, order } = range;
  return order === 'counting' ? `${least}, ${least + 1} … ${most}` : `${least} to ${most}`;
}

/** @returns the same where it is more than what is made up of numbers of which nothing is known, which old reports do not tell */
export function describeGiven(input: ReportInput): string | undefined {
  return input.source === 'random' ? undefined : describeValues(input);
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

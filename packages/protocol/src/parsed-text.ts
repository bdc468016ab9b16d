/** Schemas of values that people type: flags, environment variables, configuration files. */
import { z } from 'zod';

/** @param expected completes "must be …" @param parse gives `undefined` for what it does not take */
export function parsedText<Value>(
  expected: string,
  parse: (text: string) => Value | undefined,
): z.ZodType<Value, string> {
  return z.string().transform((given, context) => {
    const value = parse(given);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}, not "${given}"` });
    return z.NEVER;
  });
}

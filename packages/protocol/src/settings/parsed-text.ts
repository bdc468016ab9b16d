/** Schemas of values that people type: flags, environment variables, configuration files. */
import { z } from 'zod';

/** An address that is refused may have been refused for the password in it. */
const CREDENTIALS = /\/\/[^/\s]*@/g;

/** @param expected completes "must be …" @param parse gives `undefined` for what it does not take */
export function parsedText<Value>(
  expected: string,
  parse: (text: string) => Value | undefined,
): z.ZodType<Value, string> {
  return z.string().transform((given, context) => {
    const value = parse(given);
    if (value !== undefined) return value;
    const shown = given.replace(CREDENTIALS, '//[hidden]@');
    context.addIssue({ code: 'custom', message: `must be ${expected}, not "${shown}"` });
    return z.NEVER;
  });
}

/** What may be wrong with the figures, and what went wrong. */
import { z } from 'zod';
import { errorCodeSchema } from '../errors.ts';

export const warningSchema = z.strictObject({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

export const reportErrorSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  exitCode: z.int(),
  /** The signal that ended the isolated process, where one did. */
  signal: z.string().nullable(),
  /** Last lines of the isolated process's standard error. */
  stderr: z.array(z.string()).optional(),
});
export type ReportError = z.infer<typeof reportErrorSchema>;

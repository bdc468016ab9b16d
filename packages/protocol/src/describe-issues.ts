/** Words for what a schema found wrong. */
import type { z } from 'zod';

/** @returns each wrong field with its fault, such as `job.model_url: Invalid input: expected string, received undefined` */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

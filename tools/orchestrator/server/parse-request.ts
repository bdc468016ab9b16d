/** Requests, parsed at the edge. */
import type { z } from 'zod';

/** Answered with 400. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** @throws RequestError that names the first field that is missing or wrong */
export function parseRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data, error } = schema.safeParse(body ?? {}, { reportInput: true });
  if (success) return data;
  const { path, input, message } = error.issues[0] ?? { path: [], message: 'is not valid' };
  const field = path.join('.');
  throw new RequestError(input === undefined ? `Missing field: ${field}` : `Invalid ${field}: ${message}`);
}

/** What the harness and a call of the runtime take themselves. */
import { z } from 'zod';
import { count } from './numbers.ts';

/** Left out in reports from before it, whose model had one float in and one out. */
const bytes = count.exactOptional();

export const floorSchema = z.strictObject({
  medianUs: z.number().nonnegative(),
  /** Of the model that does nothing: as large as the measured one's inputs together, but for very large ones. */
  inputBytes: bytes,
  outputBytes: bytes,
});

/** What stopped the measured process in its phases, though nothing of it is the model's work. */
import { z } from 'zod';
import { count, ms } from './numbers.ts';

/** Collections of the JavaScript heap, and how long they held the thread up together. */
export const collectionsSchema = z.strictObject({ count, ms });
export type Collections = z.infer<typeof collectionsSchema>;

/** Where the CPU quota of a control group was spent. */
export const throttlingSchema = z.strictObject({
  /** Periods of the quota, 100 ms each where nobody set another length, in which it was. */
  throttledPeriods: count,
  /** The time until the next period, added up over the cores that had work. */
  throttledMs: ms,
});
export type Throttling = z.infer<typeof throttlingSchema>;

/** In the measured runs, and in the load of the same process. */
export const gcSchema = z.strictObject({ ...collectionsSchema.shape, load: collectionsSchema });

/** Likewise. */
export const cgroupSchema = z.strictObject({ ...throttlingSchema.shape, load: throttlingSchema });

/** What stopped the measured process in its phases, though nothing of it is the model's work. */
import { z } from 'zod';
import { count, ms } from './numbers.ts';

/** Collections of the JavaScript heap, and how long they held the thread up together. */
export const collectionsSchema = z.strictObject({ count, ms });
export type Collections = z.infer<typeof collectionsSchema>;

/** In the measured runs, and in the load of the same process. */
export const gcSchema = z.strictObject({ ...collectionsSchema.shape, load: collectionsSchema });

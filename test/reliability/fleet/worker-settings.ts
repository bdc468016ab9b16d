/** What a worker of the fake fleet is told, as JSON in its first argument, and what it says of its fake parts in its log. */
import { z } from 'zod';

export const workerSettingsSchema = z.strictObject({
  host: z.string(),
  redisUrl: z.string(),
  dataDir: z.string(),
  /** The device's identity. */
  udid: z.string(),
  leaseMs: z.number().positive(),
  /** The longest that a fake download and a fake benchmark take. */
  downloadMs: z.number().nonnegative(),
  runMs: z.number().nonnegative(),
  /** A real model, which every so-manieth job really runs. */
  real: z.strictObject({ model: z.string(), every: z.int().positive() }).nullable(),
});
export type WorkerSettings = z.infer<typeof workerSettingsSchema>;

export const DOWNLOADING = 'fake: the model is being fetched';
export const RUNNING = 'fake: the benchmark runs';
/** On SIGUSR2, for whoever wants to know what it really holds. */
export const COLLECTED = 'fake: garbage is collected';

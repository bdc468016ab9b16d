/** A result on its way: what is kept of it on disk until it is published. */
import { z } from 'zod';

export const outboxEntrySchema = z.strictObject({
  /** The worker under whose id the job was claimed. */
  workerId: z.string().min(1),
  queue: z.string().min(1),
  jobId: z.string().min(1),
  token: z.string().min(1),
  record: z.record(z.string(), z.json()),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

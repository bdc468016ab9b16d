/** What is said to those measured in turn, a line of JSON each. */
import { z } from 'zod';

const loadSchema = z.strictObject({
  model: z.string(),
  /** All inputs are float32. */
  shapes: z.record(z.string(), z.array(z.number())),
  threads: z.number(),
});
export type LoadCommand = z.infer<typeof loadSchema>;

/** At least so many runs, and at least so long. */
const blockSchema = z.strictObject({ runs: z.number(), ms: z.number() });
export type BlockCommand = z.infer<typeof blockSchema>;

export const commandSchema = z.union([loadSchema, blockSchema]);

/** Their first word, before any model is loaded. */
export const readySchema = z.object({ pid: z.number(), version: z.string() });

export const figuresSchema = z.object({
  /** First quartile of the runs' wall time. */
  wallUs: z.number().positive(),
  /** CPU time of the process over the runs. */
  cpuUs: z.number().positive(),
  runs: z.number(),
});
export type Figures = z.infer<typeof figuresSchema>;

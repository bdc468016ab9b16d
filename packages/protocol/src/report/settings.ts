/** Everything that was set, defaults included; null threads mean the engine's own choice. */
import { z } from 'zod';
import { sessionExtras } from '../session-extras.ts';
import { count, mb, ms } from './numbers.ts';

export const settingsSchema = z.strictObject({
  loads: z.int().positive(),
  /** The model's files were dropped from the page cache before each load; left out where not. */
  cold: z.boolean().exactOptional(),
  warmupRuns: count,
  warmupMs: ms,
  runs: z.int().positive(),
  durationMs: ms.nullable(),
  untilStable: z.boolean(),
  seed: z.int(),
  intraOpThreads: z.int().positive().nullable(),
  interOpThreads: z.int().positive().nullable(),
  graphOptimization: z.enum(['disabled', 'basic', 'extended', 'all']),
  executionMode: z.enum(['sequential', 'parallel']),
  ...sessionExtras,
  timeoutMs: ms,
  memoryLimitMb: mb.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What the measured process took over its life, from its start. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';

/** More are not seen in a chart; a longer life has longer intervals. */
export const MOST_TIMELINE_POINTS = 240;

const reading = z.number().nonnegative().nullable();

export const timelineSchema = z.strictObject({
  /** In order; each stands for all that was read since the one before: the mean of rates, the highest of memory. */
  points: z
    .array(
      z.strictObject({
        atMs: ms,
        /** Of the process tree: 100 means that one core was busy throughout. Read less often than memory. */
        cpuPercent: reading,
        /** Resident memory of the process tree. */
        ramMb: mb.nonnegative().nullable(),
        /** Of the board that runs the model, from the first run on. */
        gpuPercent: reading,
        /** Of the whole board. */
        powerW: reading,
      }),
    )
    .max(MOST_TIMELINE_POINTS),
  /** As far as they came. */
  phases: z
    .array(z.strictObject({ name: z.enum(['load', 'first', 'warmup', 'measure']), startMs: ms, endMs: ms }))
    .max(4),
});
export type Timeline = z.infer<typeof timelineSchema>;

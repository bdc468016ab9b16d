/** How far a worker is with a job, told by the last line of its log. Pure. */
import { z } from 'zod';
import type { LogLine } from '../../../tools/worker/log-line.ts';
import { DOWNLOADING, RUNNING } from './worker-settings.ts';

/**
 * `start`: before it is registered. `idle`: it waits for a job. `claim`: it has one, and asks what it is. `outbox`: the result is being
 * written to disk. `ack`: it is there, and being published.
 */
export const STAGES = ['start', 'idle', 'claim', 'download', 'run', 'outbox', 'ack'] as const;
export type Stage = (typeof STAGES)[number];

const BY_MESSAGE: Readonly<Record<string, Stage>> = {
  'registered with the orchestrator': 'idle',
  'job claimed': 'claim',
  [DOWNLOADING]: 'download',
  [RUNNING]: 'run',
  'job has run': 'outbox',
  'result published': 'idle',
  'result had been published before': 'idle',
};

const lineSchema = z.object({
  msg: z.string(),
  level: z.number(),
  workerId: z.string().optional(),
  jobId: z.string().optional(),
  attempt: z.number().optional(),
  heapBytes: z.number().optional(),
});
export type FleetLine = z.infer<typeof lineSchema>;

/** @returns null for what is no line of the log */
export function readFleetLine(line: LogLine | null): FleetLine | null {
  return lineSchema.safeParse(line).data ?? null;
}

/** @returns the stage that the line opens, or null where it opens none */
export function stageOf({ msg }: FleetLine): Stage | null {
  return BY_MESSAGE[msg] ?? null;
}

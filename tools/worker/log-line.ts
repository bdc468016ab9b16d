/** The lines of a worker's log. */
import { parseJson } from '@dumont/protocol';
import { z } from 'zod';

const lineSchema = z.looseObject({ msg: z.string() });

export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** @returns null for what is no line of the log, such as one that was cut off by the end of its writer */
export function readLogLine(text: string): LogLine | null {
  return lineSchema.safeParse(parseJson(text)).data ?? null;
}

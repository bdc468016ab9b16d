/** Asks a process of its own: two of the runtime's libraries do not share one. */
import path from 'node:path';
import type { RuntimeApi } from '@dumont/protocol';
import { execa } from 'execa';
import { z } from 'zod';

const schema = z.object({
  runs: z.number(),
  ourMedianUs: z.number(),
  nativeMedianUs: z.number(),
  /** Median over the rounds of the difference between neighbouring blocks. */
  overheadUs: z.number(),
});
export type CallOverhead = z.infer<typeof schema>;

const PROGRAM = path.join(import.meta.dirname, 'call-overhead.ts');

export async function askCallOverhead(api: RuntimeApi): Promise<CallOverhead> {
  const { stdout } = await execa(process.execPath, [...process.execArgv, PROGRAM, api], {
    stderr: 'inherit',
  });
  return schema.parse(JSON.parse(stdout));
}

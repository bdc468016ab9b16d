/** What confined the processes that ran the model. */
import { z } from 'zod';

export const sandboxModeSchema = z.enum(['off', 'auto', 'strict']);
export type SandboxMode = z.infer<typeof sandboxModeSchema>;

export const sandboxSchema = z.strictObject({
  mode: sandboxModeSchema,
  /** What confined the isolated processes, from outside in. */
  layers: z.array(z.string()),
  /** Layers that could not be had, walls that a probe inside found open, and devices that were let in. */
  missing: z.array(z.string()),
  /** Device files that were let in; left out where there were none. */
  exposed: z.array(z.string()).exactOptional(),
  reason: z.string(),
});
export type SandboxReport = z.infer<typeof sandboxSchema>;

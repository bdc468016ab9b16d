/** What a caller can ask of the sandbox. */
import os from 'node:os';
import { BYTES_PER_MB, type SandboxMode } from '@dumont/protocol';

export interface SandboxSettings {
  /** strict: all walls or nothing runs · auto: the best there is here, and a warning · off: none. */
  readonly mode: SandboxMode;
  /** Room for temporary files of one process; it is memory of the machine's. */
  readonly scratchBytes: number;
}

export const DEFAULT_SANDBOX: SandboxSettings = { mode: 'auto', scratchBytes: 512 * BYTES_PER_MB };

/** Above this share of the machine's memory others would suffer, and the kernel might end somebody else. */
export const MEMORY_LIMIT_PERCENT = 80;

/** For each isolated process and its children: a share of what the machine has, or the control group allows. */
export function defaultMemoryLimitBytes(): number {
  const allowed = process.constrainedMemory();
  const available = allowed > 0 ? Math.min(allowed, os.totalmem()) : os.totalmem();
  return Math.floor((MEMORY_LIMIT_PERCENT / 100) * available);
}

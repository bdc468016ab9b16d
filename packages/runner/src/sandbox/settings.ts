/** What a caller can ask of the sandbox. */
import { BYTES_PER_MB, type SandboxMode } from '@dumont/protocol';

export interface SandboxSettings {
  /** strict: all walls or nothing runs · auto: the best there is here, and a warning · off: none. */
  readonly mode: SandboxMode;
  /** Room for temporary files of one process; it is memory of the machine's. */
  readonly scratchBytes: number;
}

export const DEFAULT_SANDBOX: SandboxSettings = { mode: 'auto', scratchBytes: 512 * BYTES_PER_MB };

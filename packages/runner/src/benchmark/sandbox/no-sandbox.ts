/** What a report says of the sandbox where no process was started. */
import type { SandboxMode, SandboxReport } from '@dumont/protocol';

export function noSandbox(mode: SandboxMode): SandboxReport {
  return { mode, layers: [], missing: [], reason: 'No process was started.' };
}

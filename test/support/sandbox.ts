/** For tests that need the walls of a real sandbox. */
import { messageOf } from '@dumont/protocol';
import { probeEngine, type SandboxSettings } from '@dumont/runner';

export const STRICT: SandboxSettings = { mode: 'strict', scratchBytes: 2 ** 26 };

/** @returns why there can be none on this machine, or null */
export async function whyNoSandbox(): Promise<string | null> {
  try {
    await probeEngine({ name: 'fake', package: null }, { sandbox: STRICT });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

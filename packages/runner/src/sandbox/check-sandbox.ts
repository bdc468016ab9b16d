/** Whether a sandbox can be had here as it is wanted, without running anything in it. */
import { DumontError } from '@dumont/protocol';
import { Sandbox } from './sandbox.ts';
import type { SandboxSettings } from './settings.ts';

/** @returns null, or why not and what to do */
export async function checkSandbox(settings: SandboxSettings): Promise<string | null> {
  try {
    const sandbox = await Sandbox.open(settings, null, null);
    await sandbox.close();
    return null;
  } catch (error) {
    if (error instanceof DumontError && error.code === 'SANDBOX_UNAVAILABLE') return error.message;
    throw error;
  }
}

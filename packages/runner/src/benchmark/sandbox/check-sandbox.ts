/** Whether a sandbox can be had here as it is wanted, without running anything in it. */
import { DumontError } from '@dumont/protocol';
import { planFor } from './find-layers.ts';
import { DEFAULT_SANDBOX, type SandboxSettings } from './settings.ts';

/** @returns null, or why not and what to do */
export async function checkSandbox(settings: SandboxSettings): Promise<string | null> {
  try {
    await planFor(settings);
    return null;
  } catch (error) {
    if (error instanceof DumontError && error.code === 'SANDBOX_UNAVAILABLE') return error.message;
    throw error;
  }
}

/** Whatever the settings ask for. @returns null, or which layers this machine has not, and what to do */
export async function missingLayers(): Promise<string | null> {
  const plan = await planFor({ ...DEFAULT_SANDBOX, mode: 'auto' });
  return plan.missing.length === 0 ? null : `missing: ${plan.missing.join(', ')}. ${plan.reason}`;
}

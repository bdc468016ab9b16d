/** Which layers are used on this machine, from what it was found to have. */
import { findCapabilities, forgetCapabilities } from './capabilities.ts';
import { choosePlan, type Capabilities, type Plan } from './plan.ts';
import type { SandboxSettings } from './settings.ts';

/** @throws DumontError SANDBOX_UNAVAILABLE where strict cannot be had */
export async function planFor({ mode }: SandboxSettings): Promise<{ found: Capabilities; plan: Plan }> {
  const found = await findCapabilities();
  try {
    return { found, plan: choosePlan(mode, found) };
  } catch (error) {
    // A machine may be mended while a long-lived program waits: what was refused is tried again the next time.
    forgetCapabilities();
    throw error;
  }
}

/** Whether a sandbox holds, found by a process of our own in it: nothing foreign runs there that could say otherwise. */
import { DumontError } from '@dumont/protocol';
import { probeEngine } from './probe-engine.ts';
import type { SandboxSettings } from '../sandbox/settings.ts';

/** @returns null, or what is wrong with it */
export async function proveSandbox(settings: SandboxSettings): Promise<string | null> {
  try {
    await probeEngine({ name: 'fake', package: null }, { sandbox: settings });
    return null;
  } catch (error) {
    if (!(error instanceof DumontError)) throw error;
    // What else goes wrong in there says nothing of the walls.
    return error.code === 'SANDBOX_UNAVAILABLE' ? error.message : null;
  }
}

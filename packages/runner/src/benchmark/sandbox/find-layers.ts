/** Which layers this machine has, and which of them are used. */
import { LAYERS } from './layers/all-layers.ts';
import { choosePlan, type FoundLayers, type Plan } from './plan.ts';
import type { SandboxSettings } from './settings.ts';

let found: Promise<FoundLayers> | undefined;

/** @throws DumontError SANDBOX_UNAVAILABLE where strict cannot be had */
export async function planFor({ mode }: Pick<SandboxSettings, 'mode'>): Promise<Plan> {
  // Looked for once in the life of this process.
  found ??= findLayers();
  try {
    return choosePlan(mode, await found);
  } catch (error) {
    // A machine may be mended while a long-lived program waits: what was refused is tried again the next time.
    forgetLayers();
    throw error;
  }
}

/** Whether a process is shown the files that are open here as plain files at their places, whatever links lead to them. */
export async function bindsFiles(settings: Pick<SandboxSettings, 'mode'>): Promise<boolean> {
  return (await planFor(settings)).layers.some((layer) => layer.bindsFiles === true);
}

/** What was found may have changed: it is looked for again the next time. */
export function forgetLayers(): void {
  found = undefined;
}

async function findLayers(): Promise<FoundLayers> {
  const answers = (await Promise.all(LAYERS.map((find) => find()))).filter((answer) => answer !== null);
  return {
    layers: answers.filter((answer) => 'name' in answer),
    refusals: answers.filter((answer) => 'remedy' in answer),
  };
}

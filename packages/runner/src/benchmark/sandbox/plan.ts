/** Which layers confine the isolated processes here: chosen from what was really found to work. Pure. */
import type { SandboxMode, SandboxReport } from '@dumont/protocol';
import type { Layer, Refusal } from './layers/layer.ts';
import { unavailable } from './sandbox-errors.ts';

/** Among what is missing: what a benchmark of an accelerator cannot do without, and its user asked for. */
export const GPU_DEVICE_EXPOSED = 'gpu-device-exposed';

/** What this machine has, and why it has not the rest, both in the order of reports. */
export interface FoundLayers {
  readonly layers: readonly Layer[];
  readonly refusals: readonly Refusal[];
}

export interface Plan {
  readonly mode: SandboxMode;
  readonly layers: readonly Layer[];
  /** A wall is among them. */
  readonly walled: boolean;
  /** What `auto` goes without. */
  readonly missing: readonly string[];
  readonly reason: string;
}

/** @throws DumontError SANDBOX_UNAVAILABLE where strict cannot be had */
export function choosePlan(mode: SandboxMode, { layers, refusals }: FoundLayers): Plan {
  if (mode === 'off') {
    return {
      mode,
      layers: layers.filter((layer) => layer.isUsed?.(mode, false) === true),
      walled: false,
      missing: [],
      reason: 'The sandbox was switched off: the model ran with the rights of its user.',
    };
  }
  const lacking = refusals.filter(({ role }) => !layers.some((layer) => layer.role === role));
  const remedy = lacking.find((refusal) => refusal.remedy !== null)?.remedy ?? null;
  if (mode === 'strict' && remedy !== null) throw unavailable(remedy);
  const walled = layers.some(({ role }) => role === 'wall');
  const shortcomings = [...lacking, ...layers.flatMap((layer) => layer.shortcomings ?? [])];
  return {
    mode,
    layers: layers.filter((layer) => layer.isUsed?.(mode, walled) !== false),
    walled,
    missing: shortcomings.map(({ missing }) => missing),
    reason:
      shortcomings.length === 0
        ? 'Every wall held when a process tried it from inside.'
        : shortcomings.map(({ reason }) => reason).join(' '),
  };
}

/** What a report says of the sandbox where no process was started. */
export function noSandbox(mode: SandboxMode): SandboxReport {
  return { mode, layers: [], missing: [], reason: 'No process was started.' };
}

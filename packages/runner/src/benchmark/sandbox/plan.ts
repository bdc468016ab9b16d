/** Which layers confine the isolated processes here: chosen from what was really found to work. Pure. */
import { DumontError, type SandboxMode } from '@dumont/protocol';
import type { BubblewrapFeatures } from './layers/bubblewrap.ts';

export const LAYERS = [
  'process',
  'cleared-environment',
  'parent-death',
  'bubblewrap',
  'seatbelt',
  'cgroup',
  'rlimits',
  'node-permissions',
] as const;
export type Layer = (typeof LAYERS)[number];

/** Among what is missing: what a benchmark of an accelerator cannot do without, and its user asked for. */
export const GPU_DEVICE_EXPOSED = 'gpu-device-exposed';

/** What this machine has, each found by using it. */
export interface Capabilities {
  readonly bubblewrap: { readonly program: string; readonly features: BubblewrapFeatures } | null;
  readonly seatbelt: boolean;
  /** The folder for control groups. */
  readonly cgroup: string | null;
  /** The program. */
  readonly prlimit: string | null;
  readonly parentDeath: boolean;
  readonly nodePermissions: boolean;
  /** Whether the kernel counts a user's tasks apart in each user namespace, and bounds them there. */
  readonly taskLimit: boolean;
  /** Why neither bubblewrap nor a sandbox of the system's own can be had, with the remedy. */
  readonly refusal: string;
}

export interface Plan {
  readonly mode: SandboxMode;
  readonly layers: readonly Layer[];
  /** Layers that `auto` goes without. */
  readonly missing: readonly string[];
  readonly reason: string;
}

const OFF: Plan = {
  mode: 'off',
  layers: ['process', 'cleared-environment'],
  missing: [],
  reason: 'The sandbox was switched off: the model ran with the rights of its user.',
};

/** @throws DumontError SANDBOX_UNAVAILABLE where strict cannot be had */
export function choosePlan(mode: SandboxMode, found: Capabilities): Plan {
  if (mode === 'off')
    return { ...OFF, layers: [...OFF.layers, ...(found.parentDeath ? (['parent-death'] as const) : [])] };
  const walled = found.bubblewrap !== null || found.seatbelt;
  const limited = found.prlimit !== null || found.cgroup !== null;
  if (mode === 'strict' && !walled) throw unavailable(found.refusal);
  if (mode === 'strict' && !limited && !found.seatbelt) {
    throw unavailable('prlimit is not installed: it comes with util-linux.');
  }
  const has: Readonly<Record<Layer, boolean>> = {
    process: true,
    'cleared-environment': true,
    // bubblewrap ends with its parent by itself.
    'parent-death': found.parentDeath || found.bubblewrap !== null,
    bubblewrap: found.bubblewrap !== null,
    seatbelt: found.seatbelt,
    cgroup: found.cgroup !== null,
    rlimits: found.prlimit !== null,
    'node-permissions': found.nodePermissions,
  };
  return { mode, layers: LAYERS.filter((layer) => has[layer]), ...shortcomings(found, walled, limited) };
}

function shortcomings(
  found: Capabilities,
  walled: boolean,
  limited: boolean,
): Pick<Plan, 'missing' | 'reason'> {
  const lacks: [missing: string, reason: string][] = [];
  if (!walled) lacks.push(['bubblewrap', found.refusal]);
  if (!limited)
    lacks.push(['rlimits', 'Nothing sets hard limits here: memory is watched and ended from outside only.']);
  if (found.bubblewrap !== null && !found.bubblewrap.features.size) {
    lacks.push([
      'scratch-limit',
      'This bubblewrap is older than 0.7 and cannot limit temporary files: update it.',
    ]);
  }
  return {
    missing: lacks.map(([missing]) => missing),
    reason:
      lacks.length === 0
        ? 'Every wall held when a process tried it from inside.'
        : lacks.map(([, reason]) => reason).join(' '),
  };
}

/** @param inherited what the process was started with, each by number and what it leads to */
export function inheritedFiles(inherited: readonly string[]): DumontError {
  return new DumontError(
    'SANDBOX_UNAVAILABLE',
    `Nothing was run: an isolated process was started with open files of whoever started Dumont, ${inherited.join(', ')}, and they ` +
      'could not be kept from it. Close them first (in a shell: exec 200<&-).',
  );
}

export function unavailable(reason: string): DumontError {
  return new DumontError(
    'SANDBOX_UNAVAILABLE',
    `No sandbox can be had on this machine, and --sandbox=strict asks for one. ${reason}`,
  );
}

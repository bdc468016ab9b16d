/** Kernel limits of one process, set by util-linux's `prlimit`: it sets them on itself and then becomes the program. */
import os, { availableParallelism } from 'node:os';
import { BYTES_PER_MB } from '@dumont/protocol';
import { findProgram, works, type Command } from '../../../host/programs.ts';
import { threadsOf, usesAccelerator, type FindLayer } from './layer.ts';

export interface ProcessLimits {
  readonly memoryLimitBytes: number | null;
  readonly scratchBytes: number;
  /** Of all processes of this user in the same user namespace; null where they are not the model's alone. */
  readonly tasks: number | null;
}

/**
 * Writable memory may be this much more than the limit on resident memory: code, stacks and arenas reserve pages that
 * they never touch. The sampler ends what passes the limit; this wall holds between two of its samples.
 */
const UNTOUCHED_BYTES = 1024 * BYTES_PER_MB;
/** What a driver of a GPU maps for itself: CUDA 1.6 GB of writable memory on a real card, for a model of 100 MB. */
const DRIVER_BYTES = 2048 * BYTES_PER_MB;
/** Of one file of what a model is compiled to: it holds the weights. */
const LARGEST_OUTPUT_BYTES = 16 * 1024 * BYTES_PER_MB;
const STACK_BYTES = 16 * BYTES_PER_MB;

/** From 5.14 on Linux counts tasks in each user namespace by itself. */
const TASKS_COUNTED_APART = [5, 14] as const;

/** Threads count too: Node has about ten, an engine one or two a core. */
export const MOST_TASKS = 192 + 4 * availableParallelism();

export const findResourceLimits: FindLayer = async () => {
  const prlimit = process.platform === 'linux' ? await findPrlimit() : null;
  if (prlimit === null) {
    return {
      role: 'limit',
      missing: 'rlimits',
      reason: 'Nothing sets hard limits here: memory is watched and ended from outside only.',
      remedy: process.platform === 'linux' ? 'prlimit is not installed: it comes with util-linux.' : null,
    };
  }
  const tasksAreItsOwn = isLinuxSince(os.release(), TASKS_COUNTED_APART) && process.getuid?.() !== 0;
  return {
    name: 'rlimits',
    role: 'limit',
    wrap: (command, inside) => ({
      command: limit(prlimit, command, {
        memoryLimitBytes:
          inside.memoryLimitBytes === null
            ? null
            : inside.memoryLimitBytes + (usesAccelerator(inside) ? DRIVER_BYTES : 0),
        scratchBytes: Math.max(inside.scratchBytes, inside.outputFolder === null ? 0 : LARGEST_OUTPUT_BYTES),
        // Behind a wall it is in a user namespace of its own.
        tasks: tasksAreItsOwn && inside.walled ? MOST_TASKS + threadsOf(inside) : null,
      }),
    }),
  };
};

export function hardMemoryBytes(memoryLimitBytes: number): number {
  return Math.ceil(memoryLimitBytes + UNTOUCHED_BYTES + STACK_BYTES * availableParallelism());
}

export function rlimitArguments({ memoryLimitBytes, scratchBytes, tasks }: ProcessLimits): string[] {
  return [
    // A core file would hold the model, and lie outside.
    '--core=0',
    `--fsize=${Math.ceil(scratchBytes)}`,
    // Not --as: CUDA reserves address space by the terabyte.
    ...(memoryLimitBytes === null ? [] : [`--data=${hardMemoryBytes(memoryLimitBytes)}`]),
    ...(tasks === null ? [] : [`--nproc=${tasks}`]),
  ];
}

export function limit(prlimit: string, command: Command, limits: ProcessLimits): Command {
  return [prlimit, ...rlimitArguments(limits), ...command];
}

/** @returns the path of a prlimit that works here, or null */
export async function findPrlimit(): Promise<string | null> {
  const program = findProgram('prlimit');
  return program !== null && (await works([program, '--core=0', 'true'])) ? program : null;
}

function isLinuxSince(release: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = release.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

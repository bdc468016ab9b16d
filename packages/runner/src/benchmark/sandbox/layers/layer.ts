/** What a layer of the sandbox is: one thing around an isolated process, which knows all about itself. */
import {
  isAccelerator,
  isLooking,
  PROVIDERS,
  type ExecutionProvider,
  type RunnerTask,
  type SandboxMode,
  type WallsCheck,
} from '@dumont/protocol';
import type { Command } from '../../../host/programs.ts';
import type { ModelFile } from '../../../models/open-model.ts';

/** `wall`: keeps files, the network and other processes from it. `limit`: bounds what it takes. Each is to be had from one layer at least. */
export type Role = 'wall' | 'limit';

export interface Layer {
  /** As reports call it. */
  readonly name: string;
  readonly role?: Role;
  /** Left out: wherever the sandbox is not off. @param walled whether a wall is used too */
  readonly isUsed?: (mode: SandboxMode, walled: boolean) => boolean;
  /** What this machine's version of it cannot do. */
  readonly shortcomings?: readonly Shortcoming[];
  /** Where temporary files of a process go inside, if that is not a folder of this machine's. */
  readonly scratchFolder?: string;
  /** Temporary files go into a folder that is made for one benchmark. */
  readonly needsScratch?: boolean;
  /** Shows a process each of its files as a plain one at its own path. */
  readonly bindsFiles?: boolean;
  /** How many processes of its own lie above the confined one. */
  readonly processes?: number;
  /** Puts it around a command. @returns null where it cannot be around this one */
  readonly wrap?: (command: Command, inside: Inside) => Wrapped | null;
  /** Makes what the whole tree of processes enters, outside every other layer. The caller closes it. */
  readonly contain?: (inside: Inside) => Promise<Container>;
  /**
   * Looks at the files that a living process has, before it is told its task.
   * @param pid that of the outermost command
   * @throws DumontError MODEL_CHANGED; SANDBOX_UNAVAILABLE where strict was asked for and it cannot be told
   */
  readonly verifyFiles?: (pid: number, inside: Pick<Inside, 'mode' | 'files'>) => Promise<void>;
}

export interface Shortcoming {
  readonly missing: string;
  /** A sentence for a report. */
  readonly reason: string;
}

/** Why a layer cannot be had here. */
export interface Refusal extends Shortcoming {
  readonly role: Role;
  /** What to do, where its role must be played; null where this system has no such thing. */
  readonly remedy: string | null;
}

/** Finds out by using it once. @returns null where it cannot be had and nobody misses it */
export type FindLayer = () => Promise<Layer | Refusal | null>;

/** What one process has, whichever layers are around it. */
export interface Inside {
  readonly mode: SandboxMode;
  readonly walled: boolean;
  readonly task: RunnerTask;
  /** The runtime: programs, libraries, packages. */
  readonly runtime: readonly string[];
  /** The model's, and others that the user gave. */
  readonly files: readonly ModelFile[];
  /** Must be there even if nothing in them is. */
  readonly folders: readonly string[];
  readonly scratchFolder: string | null;
  /** The one that it leaves its result in, where its task has one. */
  readonly outputFolder: string | null;
  /** A folder of this machine's that caches go to; null where they are not to be kept apart. */
  readonly cacheHome: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryLimitBytes: number | null;
  readonly scratchBytes: number;
  /** What it tries from inside; undefined where there is nothing to be tried. */
  readonly check: WallsCheck | undefined;
}

export interface Wrapped {
  readonly command: Command;
  /** Open here; the command finds them from number 4 on, and keeps them from the confined process. */
  readonly descriptors?: readonly number[];
  /** Holes that this process needs. */
  readonly missing?: readonly string[];
  /** Device files that it is given. */
  readonly exposed?: readonly string[];
}

export interface Container {
  readonly enter: (command: Command) => Command;
  /** Whether the kernel ended something in it for its memory. */
  readonly ranOutOfMemory: () => Promise<boolean>;
  /** Ends whatever is left in it. */
  readonly close: () => Promise<void>;
}

/** What the user asked for beyond the engine's own choice. */
export function threadsOf({ task }: Pick<Inside, 'task'>): number {
  if (isLooking(task)) return 0;
  return (task.options.intraOpThreads ?? 0) + (task.options.interOpThreads ?? 0);
}

/** By which the task may run a model: a probe of no unit in particular tries them all, and a third party's engine has its own ways to a device. */
export function providersOf({ task }: Pick<Inside, 'task'>): readonly ExecutionProvider[] {
  if (isLooking(task))
    return task.target === undefined ? PROVIDERS.map(({ name }) => name) : [task.target.provider];
  const { provider } = task.options;
  return [provider === 'cpu' || task.engine.package === null ? provider : 'plug-in'];
}

/** @returns what the one card that the task may use is called; null where nobody chose */
export function cardOf({ task, environment }: Pick<Inside, 'task' | 'environment'>): string | null {
  const device = isLooking(task) ? task.target?.device : task.options.device;
  return device ?? environment['CUDA_VISIBLE_DEVICES'] ?? null;
}

export function usesAccelerator(inside: Pick<Inside, 'task'>): boolean {
  if (runsOnCpuAlone(inside.task)) return false;
  return providersOf(inside).some((name) => name !== 'cpu');
}

/** A provider may have the CPU as a unit of its own: CoreML is told to use nothing else. What somebody else's engine does is not known. */
function runsOnCpuAlone(task: RunnerTask): boolean {
  return !isLooking(task) && task.engine.package === null && !isAccelerator(task.options.unit);
}

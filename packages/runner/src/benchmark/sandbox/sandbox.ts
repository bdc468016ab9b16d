/** What confines the isolated processes of one benchmark: made before the first of them, proved by each, removed with the last. */
import path from 'node:path';
import {
  isLooking,
  type FromRunner,
  type RunnerTask,
  type SandboxReport,
  type Wall,
  type WallsCheck,
} from '@dumont/protocol';
import type { KeyringOutcome } from '../../host/libc.ts';
import type { Command } from '../../host/programs.ts';
import type { ModelFile } from '../../models/open-model.ts';
import { createTemporaryFolder } from '../../host/temporary-paths.ts';
import { Canary } from './canary.ts';
import { planFor } from './find-layers.ts';
import { GivenFiles, loadsModel, type TaskFiles } from './given-files.ts';
import { KEYRING_INHERITED } from './keyring.ts';
import { childEnvironment } from './layers/cleared-environment.ts';
import type { Container, Inside, Layer, Wrapped } from './layers/layer.ts';
import type { Plan } from './plan.ts';
import { applicationFiles, engineFiles, loaderFiles, outermost, plugInFiles } from './runtime-files.ts';
import { INHERITED_KEYRING, inheritedFiles, unavailable } from './sandbox-errors.ts';
import type { SandboxSettings } from './settings.ts';

/** In the folder of a task's result: to be there, and removed, by whoever made that. */
export const TEMPORARY = 'temporary';

/** The program of an isolated process, before any layer is around it. */
export interface Inner {
  readonly nodeArguments: readonly string[];
  readonly entry: string;
}

/** A process with all layers around it, ready to be started. */
export interface Confined {
  readonly command: Command;
  readonly environment: Readonly<Record<string, string>>;
  /** How many processes of the sandbox's own lie above the confined one. */
  readonly wrappers: number;
  /** What the process is in from its start; the caller closes each when it is gone. */
  readonly containers: readonly Container[];
  /** Open here; the command finds them from number 4 on, and keeps them from the confined process. */
  readonly descriptors: readonly number[];
}

interface Parts {
  readonly plan: Plan;
  readonly settings: SandboxSettings;
  readonly memoryLimitBytes: number | null;
  readonly model: readonly ModelFile[];
  readonly given: GivenFiles;
  readonly canary: Canary | null;
  /** Of this machine's. */
  readonly scratch: Awaited<ReturnType<typeof createTemporaryFolder>> | null;
}

export class Sandbox {
  readonly #parts: Parts;
  readonly #open = new Set<Wall>();
  readonly #unused = new Set<Layer>();
  readonly #holes = new Set<string>();
  readonly #exposed = new Set<string>();

  /**
   * @param given with the model all files of the user's that a process is let see
   * @throws DumontError SANDBOX_UNAVAILABLE where strict cannot be had
   */
  static async open(
    settings: SandboxSettings,
    memoryLimitBytes: number | null,
    model: readonly ModelFile[],
    given = GivenFiles.NONE,
  ): Promise<Sandbox> {
    const parts = { plan: await planFor(settings), settings, memoryLimitBytes };
    // Where nothing keeps a process from the rest, nobody needs to know what it is let see.
    if (settings.mode === 'off')
      return new Sandbox({ ...parts, model: [], given: GivenFiles.NONE, canary: null, scratch: null });
    const needsScratch = parts.plan.layers.some((layer) => layer.needsScratch === true);
    const scratch = needsScratch ? await createTemporaryFolder('scratch') : null;
    return new Sandbox({ ...parts, model, given, canary: await Canary.place(), scratch });
  }

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What a process tries from inside; undefined where no wall is there to be tried. */
  get check(): WallsCheck | undefined {
    return this.#parts.canary?.check;
  }

  /** Where temporary files of a process go, if that is a folder of the sandbox's. */
  get scratchFolder(): string | null {
    const own = this.#parts.scratch?.path;
    if (own !== undefined) return own;
    return this.#layers.find((layer) => layer.scratchFolder !== undefined)?.scratchFolder ?? null;
  }

  /** Puts the layers around one process. @param cacheHome where Apple's frameworks are to keep their caches; null for the user's home */
  async confine(task: RunnerTask, inner: Inner, cacheHome: string | null = null): Promise<Confined> {
    const inside = this.#insideOf(task, cacheHome);
    const node: Command = [process.execPath, ...inner.nodeArguments, inner.entry];
    const { command, descriptors } = this.#wrap(node, inside);
    const containers = await containersOf(this.#layers, inside);
    return {
      command: containers.reduce((entered, container) => container.enter(entered), command),
      environment: inside.environment,
      wrappers: this.#layers.reduce((sum, layer) => sum + (layer.processes ?? 0), 0),
      containers,
      descriptors,
    };
  }

  /**
   * To be called when a process lives, before it is told its task: that it has the files that were opened.
   * @param pid that of the confining command
   * @throws DumontError MODEL_CHANGED; SANDBOX_UNAVAILABLE where strict was asked for and it cannot be told
   */
  async verifyFiles(task: RunnerTask, pid: number): Promise<void> {
    const { files } = this.#filesOf(task);
    for (const layer of this.#layers) await layer.verifyFiles?.(pid, { mode: this.#parts.plan.mode, files });
  }

  /**
   * Takes down what a process found from inside, and what can be seen from here.
   * @throws DumontError SANDBOX_UNAVAILABLE where strict was asked for and a wall is open, and in every mode where the process has
   * open files that it was not given: each could lead anywhere
   */
  observe({ open, inherited }: Extract<FromRunner, { type: 'walls' }>): void {
    const { plan, canary } = this.#parts;
    // Node's permissions stop the probe's JavaScript from connecting, but not native code. Where the sandbox is off, no wall was tried.
    const unproven: Wall[] = canary === null || plan.walled ? [] : ['network'];
    for (const wall of [...open, ...unproven, ...(canary?.breached() ?? [])]) this.#open.add(wall);
    if (open.includes('descriptors')) throw inheritedFiles(inherited);
    if (plan.mode !== 'strict' || this.#open.size === 0) return;
    throw unavailable(this.#describeOpen());
  }

  /** @param outcome of giving the process that is started next a keyring of its own @throws DumontError SANDBOX_UNAVAILABLE where strict was asked for and it has none */
  observeKeyring(outcome: KeyringOutcome): void {
    if (outcome !== 'failed') return;
    if (this.#parts.plan.mode === 'strict') throw unavailable(INHERITED_KEYRING);
    this.#holes.add(KEYRING_INHERITED);
  }

  describe(): SandboxReport {
    const { mode, missing, reason } = this.#parts.plan;
    const layers = this.#layers.filter((layer) => !this.#unused.has(layer));
    const reasons = [
      ...(this.#open.size > 0 && missing.length === 0 ? [] : [reason]),
      ...(this.#open.size > 0 ? [this.#describeOpen()] : []),
    ];
    return {
      mode,
      layers: layers.map(({ name }) => name),
      missing: [...missing, ...this.#open, ...this.#holes],
      ...(this.#exposed.size === 0 ? {} : { exposed: [...this.#exposed].sort() }),
      reason: reasons.join(' '),
    };
  }

  async close(): Promise<void> {
    await this.#parts.canary?.remove();
    await this.#parts.scratch?.remove();
  }

  get #layers(): readonly Layer[] {
    return this.#parts.plan.layers;
  }

  #describeOpen(): string {
    return `A process found these walls open from inside: ${[...this.#open].join(', ')}.`;
  }

  /** From inside out. */
  #wrap(node: Command, inside: Inside): Required<Pick<Wrapped, 'command' | 'descriptors'>> {
    let command = node;
    const descriptors: number[] = [];
    for (const layer of this.#layers.toReversed()) {
      const wrapped = layer.wrap?.(command, inside);
      if (wrapped === undefined) continue;
      if (wrapped === null) {
        this.#unused.add(layer);
        continue;
      }
      command = wrapped.command;
      descriptors.push(...(wrapped.descriptors ?? []));
      for (const hole of wrapped.missing ?? []) this.#holes.add(hole);
      for (const device of wrapped.exposed ?? []) this.#exposed.add(device);
    }
    return { command, descriptors };
  }

  #insideOf(task: RunnerTask, cacheHome: string | null): Inside {
    const { plan, settings, memoryLimitBytes } = this.#parts;
    const output = outputOf(task);
    // What it compiles goes through a temporary folder: the sandbox's on this machine, or one that goes with the result.
    const scratchFolder = this.#parts.scratch?.path ?? output?.temporary ?? this.scratchFolder;
    return {
      mode: plan.mode,
      walled: plan.walled,
      task,
      runtime: plan.mode === 'off' ? [] : runtimeOf(task),
      ...this.#filesOf(task),
      cacheHome,
      scratchFolder: scratchFolder ?? ('scratchFolder' in task ? task.scratchFolder : null),
      outputFolder: output?.folder ?? null,
      environment: {
        ...childEnvironment(process.env, scratchFolder, task.engine.loaderFolders),
        ...cardVariables(task),
        ...(cacheHome === null ? {} : { CFFIXED_USER_HOME: cacheHome }),
      },
      memoryLimitBytes,
      scratchBytes: settings.scratchBytes,
      check: this.check,
    };
  }

  /** Of the user's, never of another process's choice. */
  #filesOf(task: RunnerTask): TaskFiles {
    const { files, folders } = this.#parts.given.for(task);
    return { files: [...(loadsModel(task) ? this.#parts.model : []), ...files], folders };
  }
}

/** The folder of a task's result, and one in it for what is temporary. */
function outputOf(task: RunnerTask): { folder: string; temporary: string } | null {
  if (task.kind !== 'compile') return null;
  const folder = path.dirname(task.target);
  return { folder, temporary: path.join(folder, TEMPORARY) };
}

/** CUDA takes the only card that it sees. */
function cardVariables(task: RunnerTask): Record<string, string> {
  const { provider, device } = isLooking(task) ? (task.target ?? {}) : task.options;
  if (device === undefined || (provider !== 'cuda' && provider !== 'tensorrt')) return {};
  return { CUDA_VISIBLE_DEVICES: device };
}

function runtimeOf({ engine }: RunnerTask): string[] {
  const own = [...applicationFiles(), ...engineFiles(engine, process.cwd()), ...plugInFiles(engine)];
  return outermost([...own, ...loaderFiles(process.env)]);
}

/** All or none. */
async function containersOf(layers: readonly Layer[], inside: Inside): Promise<Container[]> {
  const made: Container[] = [];
  try {
    for (const { contain } of layers) if (contain !== undefined) made.push(await contain(inside));
    return made;
  } catch (error) {
    await Promise.all(made.map((container) => container.close()));
    throw error;
  }
}

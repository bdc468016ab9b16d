/** What confines the isolated processes of one benchmark: made before the first of them, proved by each, removed with the last. */
import path from 'node:path';
import {
  DumontError,
  type FromRunner,
  type RunnerTask,
  type SandboxReport,
  type Wall,
  type WallsCheck,
} from '@dumont/protocol';
import type { ModelFile } from '../../models/open-model.ts';
import { errorCode } from '../../host/system-error.ts';
import { bindFiles } from './bind-files.ts';
import { BUBBLEWRAP_PROCESSES, confine, SCRATCH_FOLDER } from './layers/bubblewrap.ts';
import { Canary } from './canary.ts';
import { ControlGroup } from './layers/cgroup.ts';
import { childEnvironment, clearEnvironment } from './layers/child-environment.ts';
import type { Command } from '../../host/programs.ts';
import { GivenFiles, loadsModel, type TaskFiles } from './given-files.ts';
import { lookInside } from './look-inside.ts';
import { planFor } from './plan-for.ts';
import { permissionArguments } from './layers/node-permissions.ts';
import { endWithParent } from './layers/parent-death.ts';
import {
  GPU_DEVICE_EXPOSED,
  inheritedFiles,
  unavailable,
  type Capabilities,
  type Layer,
  type Plan,
} from './plan.ts';
import { hardMemoryBytes, limit, MOST_TASKS } from './layers/rlimits.ts';
import { roomFor, type Inside } from './room.ts';
import { applicationFiles, engineFiles, loaderFiles, outermost } from './runtime-files.ts';
import { confineBySeatbelt, seatbeltProfile } from './layers/seatbelt.ts';
import type { SandboxSettings } from './settings.ts';

/** The program of an isolated process, before any layer is around it. */
export interface Inner {
  readonly nodeArguments: readonly string[];
  readonly entry: string;
}

export interface Confined {
  readonly command: Command;
  readonly environment: Readonly<Record<string, string>>;
  /** How many processes of the sandbox's own lie above the confined one. */
  readonly wrappers: number;
  readonly group: ControlGroup | null;
  /** Open here; the command finds them from number 4 on, and keeps them from the confined process. */
  readonly descriptors: readonly number[];
}

/** Where a process sees which files it has open. */
const DESCRIPTOR_FOLDERS = ['/proc/self/fd', '/dev/fd'];

export class Sandbox {
  readonly #plan: Plan;
  readonly #found: Capabilities;
  readonly #settings: SandboxSettings;
  readonly #memoryLimitBytes: number | null;
  readonly #model: readonly ModelFile[];
  readonly #given: GivenFiles;
  readonly #canary: Canary | null;
  readonly #open = new Set<Wall>();
  readonly #unusedLayers = new Set<Layer>();
  #gpuExposed = false;

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
    const { found, plan } = await planFor(settings);
    const parts = { plan, found, settings, memoryLimitBytes };
    // Where nothing keeps a process from the rest, nobody needs to know what it is let see.
    if (settings.mode === 'off')
      return new Sandbox({ ...parts, model: [], given: GivenFiles.NONE, canary: null });
    const canary = await Canary.place();
    return new Sandbox({ ...parts, model, given, canary });
  }

  private constructor(parts: {
    plan: Plan;
    found: Capabilities;
    settings: SandboxSettings;
    memoryLimitBytes: number | null;
    model: readonly ModelFile[];
    given: GivenFiles;
    canary: Canary | null;
  }) {
    this.#plan = parts.plan;
    this.#found = parts.found;
    this.#settings = parts.settings;
    this.#memoryLimitBytes = parts.memoryLimitBytes;
    this.#model = parts.model;
    this.#given = parts.given;
    this.#canary = parts.canary;
  }

  /** What a process tries from inside; undefined where no wall is there to be tried. */
  get check(): WallsCheck | undefined {
    return this.#canary?.check;
  }

  /** Where temporary files of a process go, if that is not a folder of this machine's. */
  get scratchFolder(): string | null {
    return this.#has('bubblewrap') ? SCRATCH_FOLDER : null;
  }

  /** Puts the layers around one process. */
  async confine(task: RunnerTask, inner: Inner): Promise<Confined> {
    const accelerator = task.kind === 'probe' || task.options.provider !== 'cpu';
    const readable = this.#programsOf(task);
    const { files, folders } = this.#filesOf(task);
    const paths = files.map((file) => file.path);
    const { bound, descriptors } = bindFiles(files, this.#canBindDescriptors);
    const scratch = this.scratchFolder ?? ('scratchFolder' in task ? task.scratchFolder : null);
    const node: Command = [
      process.execPath,
      ...this.#permissions(task, [...readable, ...paths, ...folders], scratch),
      ...inner.nodeArguments,
      inner.entry,
    ];
    const group = await this.#makeGroup(threadsOf(task));
    const environment = this.#environment();
    const room = {
      readable,
      bound,
      folders,
      accelerator,
      scratch,
      engine: task.engine.package,
      environment,
    };
    const walled = this.#wall(this.#limit(node, threadsOf(task)), room);
    return {
      command: group === null ? walled : group.join(walled),
      environment,
      wrappers: this.#has('bubblewrap') ? BUBBLEWRAP_PROCESSES : 0,
      group,
      descriptors,
    };
  }

  /**
   * To be called when a process lives, before it is told its task: that it has the files that were opened.
   * @param pid that of the confining command
   * @throws DumontError MODEL_CHANGED; SANDBOX_UNAVAILABLE where strict was asked for and it cannot be told
   */
  async verifyFiles(task: RunnerTask, pid: number): Promise<void> {
    if (!this.#has('bubblewrap') || this.#canBindDescriptors) return;
    try {
      await lookInside(pid, this.#filesOf(task).files);
    } catch (error) {
      if (error instanceof DumontError || errorCode(error) === undefined) throw error;
      if (this.#plan.mode !== 'strict') return;
      throw unavailable(
        'This bubblewrap cannot bind open files, and what it bound cannot be seen: update it.',
      );
    }
  }

  /**
   * Takes down what a process found from inside, and what can be seen from here.
   * @throws DumontError SANDBOX_UNAVAILABLE where strict was asked for and a wall is open, and in every mode where the process has
   * open files that it was not given: each could lead anywhere
   */
  observe({ open, inherited }: Extract<FromRunner, { type: 'walls' }>): void {
    // Where the sandbox is off, no wall was there to be tried.
    const isWalled = this.#canary === null || this.#has('bubblewrap') || this.#has('seatbelt');
    // Node's permissions stop the probe's JavaScript from connecting, but not native code.
    const unproven: Wall[] = isWalled ? [] : ['network'];
    for (const wall of [...open, ...unproven, ...(this.#canary?.breached() ?? [])]) this.#open.add(wall);
    if (open.includes('descriptors')) throw inheritedFiles(inherited);
    if (this.#plan.mode !== 'strict' || this.#open.size === 0) return;
    throw unavailable(`A process found these walls open from inside: ${[...this.#open].join(', ')}.`);
  }

  describe(): SandboxReport {
    const { mode, layers, missing, reason } = this.#plan;
    const open = [...this.#open];
    const found =
      open.length === 0 ? '' : ` A process found these walls open from inside: ${open.join(', ')}.`;
    return {
      mode,
      layers: layers.filter((layer) => !this.#unusedLayers.has(layer)),
      missing: [...missing, ...open, ...(this.#gpuExposed ? [GPU_DEVICE_EXPOSED] : [])],
      reason: open.length > 0 && missing.length === 0 ? found.trim() : `${reason}${found}`,
    };
  }

  async close(): Promise<void> {
    await this.#canary?.remove();
  }

  /** Of the user's, never of another process's choice. */
  #filesOf(task: RunnerTask): TaskFiles {
    const { files, folders } = this.#given.for(task);
    return { files: [...(loadsModel(task) ? this.#model : []), ...files], folders };
  }

  #programsOf({ engine }: RunnerTask): string[] {
    if (this.#plan.mode === 'off') return [];
    const own = [...applicationFiles(), ...engineFiles(engine, process.cwd())];
    return outermost([...own, ...loaderFiles(process.env)]);
  }

  get #canBindDescriptors(): boolean {
    return this.#has('bubblewrap') && this.#found.bubblewrap?.features.bindDescriptor === true;
  }

  #has(layer: Layer): boolean {
    return this.#plan.layers.includes(layer);
  }

  #permissions(task: RunnerTask, readable: readonly string[], scratch: string | null): string[] {
    const { check } = this;
    if (!this.#has('node-permissions') || check === undefined) return [];
    const own = scratch === null ? [] : [scratch];
    const probed = path.dirname(check.readFile);
    const words =
      task.engine.package === null
        ? permissionArguments(
            {
              read: [...readable, ...own, `/proc/${check.parent.pid}/stat`, ...DESCRIPTOR_FOLDERS],
              write: own,
              probed: [probed],
            },
            process.allowedNodeEnvironmentFlags,
          )
        : null;
    if (words === null) this.#unusedLayers.add('node-permissions');
    return words ?? [];
  }

  #limit(command: Command, threads: number): Command {
    const { prlimit, taskLimit } = this.#found;
    if (!this.#has('rlimits') || prlimit === null) return command;
    return limit(prlimit, command, {
      memoryLimitBytes: this.#memoryLimitBytes,
      scratchBytes: this.#settings.scratchBytes,
      tasks: taskLimit && this.#has('bubblewrap') ? MOST_TASKS + threads : null,
    });
  }

  #wall(command: Command, inside: Inside): Command {
    const { bubblewrap, prlimit } = this.#found;
    if (this.#has('bubblewrap') && bubblewrap !== null) {
      const room = roomFor(inside, prlimit, this.#settings.scratchBytes);
      if (room.devices.length > 0) this.#gpuExposed = true;
      return confine(bubblewrap.program, bubblewrap.features, room, command);
    }
    if (this.#has('seatbelt')) {
      const writable = inside.scratch === null ? [] : [inside.scratch];
      const readOnly = [...inside.readable, ...inside.bound.map((file) => file.path)];
      return confineBySeatbelt(
        seatbeltProfile({ readOnly, writable, accelerator: inside.accelerator }),
        command,
      );
    }
    const cleared =
      this.#plan.mode === 'off' || process.platform === 'win32'
        ? command
        : clearEnvironment(command, inside.environment);
    return this.#has('parent-death') ? endWithParent(cleared) : cleared;
  }

  async #makeGroup(threads: number): Promise<ControlGroup | null> {
    const { cgroup } = this.#found;
    if (!this.#has('cgroup') || cgroup === null) return null;
    const memory = this.#memoryLimitBytes;
    return ControlGroup.make(cgroup, {
      memoryBytes: memory === null ? null : hardMemoryBytes(memory) + this.#settings.scratchBytes,
      tasks: MOST_TASKS + threads,
    });
  }

  #environment(): Record<string, string> {
    const passed = childEnvironment(process.env);
    if (!this.#has('bubblewrap')) return passed;
    const folders = ['HOME', 'TMPDIR', 'TEMP', 'TMP', 'XDG_RUNTIME_DIR'];
    return { ...passed, ...Object.fromEntries(folders.map((name) => [name, SCRATCH_FOLDER])) };
  }
}

/** What the user asked for beyond the engine's own choice. */
function threadsOf(task: RunnerTask): number {
  if (task.kind === 'probe') return 0;
  return (task.options.intraOpThreads ?? 0) + (task.options.interOpThreads ?? 0);
}

/**
 * Control groups, version 2: hard limits on memory and processes of the whole tree. Only where a part of the hierarchy was handed to
 * this process (systemd: Delegate=yes with DelegateSubgroup=): elsewhere it belongs to somebody else. Unverified on a real hierarchy.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readCgroupFolders } from '../../../host/cgroup-folders.ts';
import type { Command } from '../../../host/programs.ts';
import { threadsOf, type Container, type FindLayer, type Inside } from './layer.ts';
import { hardMemoryBytes, MOST_TASKS } from './rlimits.ts';

const CONTROLLERS = ['memory', 'pids'];
/** The shell joins the group before it becomes the program, so that no process of it is ever outside. */
const JOIN = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"';
const REMOVE_ATTEMPTS = 50;
const REMOVE_PAUSE_MS = 10;

export interface GroupLimits {
  readonly memoryBytes: number | null;
  readonly tasks: number;
}

export const findControlGroups: FindLayer = async () => {
  const folder = await findDelegatedFolder();
  if (folder === null) return null;
  return {
    name: 'cgroup',
    role: 'limit',
    contain: (inside) => ControlGroup.make(folder, limitsFor(inside)),
  };
};

function limitsFor(inside: Inside): GroupLimits {
  const { memoryLimitBytes, scratchBytes } = inside;
  return {
    memoryBytes: memoryLimitBytes === null ? null : hardMemoryBytes(memoryLimitBytes) + scratchBytes,
    tasks: MOST_TASKS + threadsOf(inside),
  };
}

/** @returns the folder in which groups may be made, or null */
async function findDelegatedFolder(): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const found = await readCgroupFolders('memory');
  const parent = found?.version === 2 ? found.folders[1] : undefined;
  return parent !== undefined && (await isDelegated(parent)) ? parent : null;
}

/** A slice is systemd's own, whoever may write to it. */
async function isDelegated(folder: string): Promise<boolean> {
  if (folder.endsWith('.slice') || !existsSync(path.join(folder, 'cgroup.procs'))) return false;
  const control = path.join(folder, 'cgroup.subtree_control');
  try {
    await access(folder, constants.W_OK);
    await writeFile(control, CONTROLLERS.map((name) => `+${name}`).join(' '));
    const enabled = (await readFile(control, 'utf8')).trim().split(' ');
    return CONTROLLERS.every((name) => enabled.includes(name));
  } catch {
    // Refused in one way or another: not ours.
    return false;
  }
}

export class ControlGroup implements Container {
  readonly folder: string;

  static async make(parent: string, { memoryBytes, tasks }: GroupLimits): Promise<ControlGroup> {
    const group = new ControlGroup(path.join(parent, `dumont-${randomUUID()}`));
    await mkdir(group.folder);
    await group.#write('pids.max', String(tasks));
    if (memoryBytes !== null) {
      await group.#write('memory.max', String(Math.ceil(memoryBytes)));
      await group.#write('memory.swap.max', '0');
      await group.#write('memory.oom.group', '1');
    }
    return group;
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  enter(command: Command): Command {
    return ['/bin/sh', '-c', JOIN, 'sh', this.folder, ...command];
  }

  /** Whether the kernel ended it for its memory. */
  async ranOutOfMemory(): Promise<boolean> {
    const events = await readFile(path.join(this.folder, 'memory.events'), 'utf8').catch(() => '');
    return /^oom_kill [1-9]/m.test(events);
  }

  /** Ends whatever is left in it, at once and without a race. */
  async close(): Promise<void> {
    await this.#write('cgroup.kill', '1').catch(() => undefined);
    for (let attempt = 1; attempt < REMOVE_ATTEMPTS; attempt++) {
      try {
        await rmdir(this.folder);
        return;
      } catch {
        // Its processes are still going.
        await setTimeout(REMOVE_PAUSE_MS);
      }
    }
    await rmdir(this.folder);
  }

  async #write(file: string, text: string): Promise<void> {
    await writeFile(path.join(this.folder, file), text);
  }
}

/** A real control group of version 1, where this machine has them and lets one be made: its files are the kernel's. */
import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Test } from 'tap';
import { readCgroupFolders } from '../../packages/runner/src/host/cgroup-folders.ts';
import { isGone } from '../../packages/runner/src/host/system-error.ts';

type Controller = Parameters<typeof readCgroupFolders>[0];

export interface ControlGroup {
  /** @returns the file's text */
  read(file: string): string;
  write(file: string, text: string): void;
  /** Takes a process in; each of its children from now on is in it too. */
  take(pid: number): void;
}

/** @returns why there can be none here, for a test to be skipped; false where there can */
export async function withoutControlGroups(controller: Controller): Promise<string | false> {
  const parent = await parentOf(controller);
  if (parent === null) return `no control groups of version 1 for ${controller}`;
  try {
    accessSync(parent, constants.W_OK);
    return false;
  } catch {
    return 'this user may make no control groups';
  }
}

/** It goes with the test, and with it all that is left in it. */
export async function makeControlGroup(t: Test, controller: Controller): Promise<ControlGroup> {
  const parent = await parentOf(controller);
  if (parent === null) throw new Error(`no control groups for ${controller}`);
  const folder = path.join(parent, `dumont-test-${randomUUID()}`);
  mkdirSync(folder);
  t.teardown(async () => {
    for (;;) {
      const left = readFileSync(path.join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
      if (left.length === 0) break;
      for (const pid of left) killIfThere(Number(pid));
      await setImmediate();
    }
    rmdirSync(folder);
  });
  const write: ControlGroup['write'] = (file, text) => {
    writeFileSync(path.join(folder, file), text);
  };
  return {
    read: (file) => readFileSync(path.join(folder, file), 'utf8'),
    write,
    take: (pid) => {
      write('cgroup.procs', String(pid));
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function parentOf(controller: Controller): Promise<string | null> {
  const found = await readCgroupFolders(controller);
  return found?.version === 1 ? (found.folders[0] ?? null) : null;
}

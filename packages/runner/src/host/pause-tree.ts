/**
 * Stops a process with all its descendants for a while: the threads of an idle pool spin, and would take from whoever is measured in
 * the meantime. SIGKILL ends what is stopped; nothing else does, so that whoever stops one sees to it that it ends with him
 * (`endWithParent`). Linux and macOS: Windows has no such signals.
 */
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { parseState } from './proc-files.ts';
import { listTree } from './process-tree.ts';
import { sendSignal } from './send-signal.ts';
import { unlessGone } from './system-error.ts';

/** Stopped, traced while stopped, or dead. */
const AT_REST = new Set(['T', 't', 'Z', 'X']);

/** A tree that still grows after so many has no end. */
const MAX_ROUNDS = 100;

/**
 * Resolves when every process of the tree has stopped, and so can start no more.
 * @throws Error where the tree grows faster than it can be stopped
 */
export async function pauseTree(pid: number): Promise<void> {
  const stopped = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fresh = (await listTree(pid)).filter((member) => !stopped.has(member));
    if (fresh.length === 0) return;
    for (const member of fresh) {
      sendSignal(member, 'SIGSTOP');
      stopped.add(member);
    }
    await untilAtRest(fresh);
  }
  throw new Error(`process ${pid} starts others faster than they can be stopped`);
}

/** Children before parents: a parent finds them running. */
export async function resumeTree(pid: number): Promise<void> {
  for (const member of (await listTree(pid)).toReversed()) sendSignal(member, 'SIGCONT');
}

/** The signal is on its way until each thread has come by the kernel. Where there is no /proc, nothing tells. */
async function untilAtRest(pids: readonly number[]): Promise<void> {
  while (pids.some(isActive)) await setImmediate();
}

function isActive(pid: number): boolean {
  const stat = unlessGone(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const state = stat === null ? null : parseState(stat);
  return state !== null && !AT_REST.has(state);
}

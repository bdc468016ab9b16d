/** Which processes belong to a process: itself and all descendants. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { pidtree } from 'pidtree';
import { parseChildren } from './proc-files.ts';
import { unlessGone } from './system-error.ts';

/** pidtree says that the process is gone by these words alone. */
const NOT_FOUND = 'No matching pid found';

/** Absent where the kernel was built without it (CONFIG_PROC_CHILDREN). */
const kernelListsChildren = existsSync('/proc/thread-self/children');

/**
 * @param pid a process @returns it and all its descendants, parents before children; empty when it is gone
 *
 * On Linux the kernel's own lists are read: 0.1 ms for a runner with a few dozen threads, where pidtree starts `ps`, which reads
 * every process of the machine. Elsewhere, and on kernels without those lists, pidtree.
 */
export async function listTree(pid: number): Promise<number[]> {
  return kernelListsChildren ? listKernelTree(pid) : listTreeByPs(pid);
}

/** Synchronous: these files never block, and a trip through the thread pool for each one costs more than the reading. */
function listKernelTree(root: number): number[] {
  const pids = [root];
  const found: number[] = [];
  for (const pid of pids) {
    const children = listChildren(pid);
    if (children === null) continue;
    found.push(pid);
    pids.push(...children);
  }
  return found;
}

function listChildren(pid: number): number[] | null {
  const threads = unlessGone(() => readdirSync(`/proc/${pid}/task`));
  if (threads === null) return null;
  return threads.flatMap((thread) =>
    parseChildren(unlessGone(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')) ?? ''),
  );
}

async function listTreeByPs(pid: number): Promise<number[]> {
  try {
    return await pidtree(pid, { root: true });
  } catch (error) {
    if (error instanceof Error && error.message === NOT_FOUND) return [];
    throw error;
  }
}

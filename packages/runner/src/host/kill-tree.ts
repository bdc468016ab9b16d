/** Ends a process with all its descendants. */
import { execa } from 'execa';
import { listTree } from './process-tree.ts';
import { sendSignal } from './send-signal.ts';

/** Sends SIGKILL to the process's group and to every descendant, one that left the group too. Resolves once all were told. */
export async function killTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await execa('taskkill', ['/pid', String(pid), '/T', '/F'], { reject: false });
    return;
  }
  // Descendants are listed first: once their parent is dead, nothing tells that they were its.
  const tree = await listTree(pid);
  killGroup(pid);
  for (const member of tree) sendSignal(member, 'SIGKILL');
}

/** The last resort when this process itself is ending and cannot wait. */
export function killGroup(pid: number): void {
  sendSignal(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
}

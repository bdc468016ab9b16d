/** Whether processes are really gone. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** Resolves when none of the processes named in the file is alive; a test that waits in vain ends by its time-out. */
export async function allGone(pidFile: string): Promise<number[]> {
  const pids = (await readFile(pidFile, 'utf8')).split('\n').filter(Boolean).map(Number);
  while (pids.some(isAlive)) await setImmediate();
  return pids;
}

/** A zombie is dead: it only waits for its parent to take notice. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

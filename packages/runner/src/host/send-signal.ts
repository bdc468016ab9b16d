/** A signal to a process that may be gone. */
import { isGone } from './system-error.ts';

/** @param pid a process; a group where negative @returns false when there is none */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}

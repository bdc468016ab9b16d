/** Tries from inside what the sandbox is to prevent. Runs before any foreign code does, so that nothing can lie about it yet. */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Wall, WallsCheck } from '@dumont/protocol';
import { errorCode } from '../../host/system-error.ts';
import { parseStartTicks } from '../../host/proc-files.ts';

/** @returns the walls that are open */
export async function checkWalls(check: WallsCheck): Promise<Wall[]> {
  const open: Wall[] = [];
  if (succeeds(() => readFileSync(check.readFile))) open.push('file-read');
  if (
    succeeds(() => {
      writeFileSync(check.writeFile, '');
    })
  ) {
    open.push('file-write');
  }
  if (seesParent(check.parent)) open.push('processes');
  if (await connects(check.port)) open.push('network');
  return open;
}

function seesParent({ pid, startTicks }: WallsCheck['parent']): boolean {
  if (!isKnown(pid)) return false;
  // In a namespace of its own another process may have the number.
  return startTicks === null || startTicksOf(pid) === startTicks;
}

function isKnown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function startTicksOf(pid: number): string | null {
  try {
    return parseStartTicks(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // Gone or hidden: both mean that it is out of reach.
    return null;
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    // Whatever stopped it, the wall held.
    return false;
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (connected: boolean): void => {
      socket.destroy();
      resolve(connected);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

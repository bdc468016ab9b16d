/** One life of a redis-server: from its start to its end. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { spawnOwned } from '../process/spawn-owned.ts';

/** The program said why it cannot start. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
  readonly isPortTaken: boolean;

  constructor(program: string, log: string) {
    super(`${program} ended before it was ready:\n${log}`);
    this.isPortTaken = log.includes('Address already in use');
  }
}

export interface ServerProcess {
  readonly pid: number;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Resolves when the process is gone. */
  readonly end: (name: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

/**
 * The server ends with this process; where the system can do that, even when this process is killed.
 * @returns when it accepts connections, its data read
 * @throws RedisStartError
 */
export async function startServerProcess(
  program: string,
  programArguments: readonly string[],
): Promise<ServerProcess> {
  const child = spawnOwned([program, ...programArguments], { stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.stdout === null || child.stderr === null) throw new Error('its output goes into pipes');
  const complaints = text(child.stderr);
  await once(child, 'spawn');
  const log: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (line.includes('Ready to accept connections')) break;
    log.push(line);
  }
  if (child.stdout.readableEnded) throw new RedisStartError(program, [...log, await complaints].join('\n'));
  return controls(child);
}

function controls(child: ChildProcess): ServerProcess {
  // What it says from now on is dropped: unread, it would fill the pipe and stop the server.
  child.stdout?.resume();
  return {
    pid: child.pid ?? 0,
    signal: (name) => {
      child.kill(name);
    },
    end: async (name) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(name);
      // A process that is paused acts on nothing but SIGKILL.
      child.kill('SIGCONT');
      await gone;
    },
  };
}

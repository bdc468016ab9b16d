/** Spawns an isolated process behind its walls, with a pipe of its standard error and a socket for messages. */
import { spawn, type ChildProcess } from 'node:child_process';
import { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DumontError, type RunnerTask } from '@dumont/protocol';
import type { Confined, Inner } from '../sandbox/sandbox.ts';

/** Standard error, and the channel of messages: a pair of sockets whose other end is the process's file descriptor 3. */
const STDERR = 2;
const CHANNEL = 3;

const isSource = import.meta.url.endsWith('.ts');

/** The garbage collector is called between phases; in a source checkout the packages resolve to their sources. */
const NODE_ARGUMENTS = ['--expose-gc', '--no-warnings', ...(isSource ? ['--conditions=dumont-source'] : [])];

/**
 * V8 lets the space for new objects grow to many times this, in MB, while runs go on, and that would count as the model's memory. Calls by
 * the C API leave next to nothing in it. Not where JavaScript is the engine's own, which may be used to more.
 */
const SMALL_YOUNG_SPACE = '--max-semi-space-size=1';

/** What the isolated process of a task is started with. */
export function innerOf({ engine }: Pick<RunnerTask, 'engine'>): Inner {
  const isNative = engine.name === 'onnx' && engine.package === null && engine.api !== 'node';
  return {
    nodeArguments: isNative ? [...NODE_ARGUMENTS, SMALL_YOUNG_SPACE] : NODE_ARGUMENTS,
    entry: fileURLToPath(new URL(isSource ? '../child/main.ts' : '../child/main.js', import.meta.url)),
  };
}

export interface SpawnedProcess {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly stderr: Readable;
  readonly socket: Duplex;
}

/** @throws DumontError INTERNAL where it cannot even be spawned */
export function spawnConfined({ command, environment, descriptors }: Confined): SpawnedProcess {
  const [program, ...words] = command;
  const child = spawn(program, words, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', ...descriptors],
    // A process group of its own: it is killed as one, and a terminal's Ctrl-C reaches the parent alone, which then ends it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // A program that cannot be started has no process id, which is looked at.
  child.on('error', () => undefined);
  const { pid } = child;
  const stderr = child.stdio[STDERR];
  const socket = child.stdio[CHANNEL];
  if (pid === undefined || !(stderr instanceof Readable) || !(socket instanceof Duplex)) {
    throw new DumontError('INTERNAL', `could not start an isolated process with ${program}`);
  }
  return { pid, child, stderr, socket };
}

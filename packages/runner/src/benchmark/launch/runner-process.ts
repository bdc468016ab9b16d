/** One isolated process from its spawn to its exit: life cycle and transport only, no knowledge of what it measures. */
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  DumontError,
  FIRST_SIGNAL_EXIT,
  fromRunnerSchema,
  RUNNER_PROTOCOL_VERSION,
  type FromRunner,
  type RunnerTask,
  type ToRunner,
} from '@dumont/protocol';
import { errorCode } from '../../host/system-error.ts';
import { keepDescriptors } from '../sandbox/descriptors.ts';
import type { Confined, Inner, Sandbox } from '../sandbox/sandbox.ts';
import type { ProcessExit } from './exit-cause.ts';
import { encodeFrame, FrameError, readFrames } from './frames.ts';
import { killGroup, killTree } from '../../host/kill-tree.ts';
import { keepLastLines } from './last-lines.ts';
import { moveTo, type RunnerState } from './life-cycle.ts';

/** A process that has said it finished may take this long to leave before it is killed. */
const STOP_DEADLINE_MS = 5000;

/** What a process that is gone had still to say is there at once; a stream open for longer is held by one that it left behind. */
const DRAIN_MS = 1000;

/** Standard error, and the channel of messages: a pair of sockets whose other end is the process's file descriptor 3. */
const STDERR = 2;
const CHANNEL = 3;

/** A shell's way to say which signal ended a program; bubblewrap says it for the process inside. */
const SIGNAL_EXIT = FIRST_SIGNAL_EXIT - 1;

/** What the sandbox's own programs say when they cannot do their work. */
const SANDBOX_REFUSES = /^(bwrap|prlimit|sandbox-exec): /;

/** The other end of the channel is gone, or this one was closed on purpose. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

const isSource = import.meta.url.endsWith('.ts');

const INNER: Inner = {
  /** The garbage collector is called between phases; in a source checkout the packages resolve to their sources. */
  nodeArguments: ['--expose-gc', '--no-warnings', ...(isSource ? ['--conditions=dumont-source'] : [])],
  entry: fileURLToPath(new URL(isSource ? '../child/main.ts' : '../child/main.js', import.meta.url)),
};

export class RunnerProcess {
  #state: RunnerState = 'created';
  readonly #confined: Confined;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #lastLines: () => string[];
  readonly #exit: Promise<ProcessExit>;
  readonly #killAtExit: () => void;
  readonly pid: number;
  /** On the clock of `performance.now()`. */
  readonly spawnedMs = performance.now();

  /** @throws DumontError INTERNAL where the process cannot even be spawned */
  static async start(sandbox: Sandbox, task: RunnerTask): Promise<RunnerProcess> {
    const confined = await sandbox.confine(task, INNER);
    try {
      await keepDescriptors();
      return new RunnerProcess(confined);
    } catch (error) {
      await closeAll(confined);
      throw error;
    }
  }

  private constructor(confined: Confined) {
    this.#confined = confined;
    this.#move('starting');
    this.#child = spawnConfined(confined);
    const { pid } = this.#child;
    const stderr = this.#child.stdio[STDERR];
    const channel = this.#child.stdio[CHANNEL];
    if (pid === undefined || !(stderr instanceof Readable) || !(channel instanceof Duplex)) {
      throw new DumontError('INTERNAL', `could not start an isolated process with ${confined.command[0]}`);
    }
    this.pid = pid;
    this.#channel = channel;
    // A process that dies in the middle of a message breaks the channel; its exit tells the cause.
    this.#channel.on('error', () => undefined);
    this.#lastLines = keepLastLines(stderr);
    this.#killAtExit = () => {
      killGroup(pid);
    };
    process.once('exit', this.#killAtExit);
    this.#child.once('exit', () => {
      closeHeld(stderr);
      closeHeld(channel);
    });
    this.#exit = this.#waitForExit();
  }

  get state(): RunnerState {
    return this.#state;
  }

  /** Processes of the sandbox's own above the one that runs the model. */
  get wrappers(): number {
    return this.#confined.wrappers;
  }

  /** Resolves when the process is gone, with what the system says of its end. Never rejects. */
  get exit(): Promise<ProcessExit> {
    return this.#exit;
  }

  /**
   * What the process sends, parsed, in order; ends with its channel.
   * @throws DumontError RUNNER_CRASHED for what breaks the protocol
   */
  async *messages(): AsyncGenerator<FromRunner> {
    try {
      for await (const raw of readFrames(this.#channel)) {
        const parsed = fromRunnerSchema.safeParse(raw);
        if (!parsed.success) throw violation('it sent a message that is not of the protocol', parsed.error);
        this.#follow(parsed.data);
        yield parsed.data;
      }
    } catch (error) {
      if (error instanceof FrameError) throw violation(error.message, error);
      if (!isBroken(error)) throw error;
    }
  }

  /** @param walls what it is to try from inside */
  async sendTask(task: RunnerTask, walls: Sandbox['check']): Promise<void> {
    this.#move('running');
    await this.send({
      type: 'task',
      version: RUNNER_PROTOCOL_VERSION,
      task,
      ...(walls === undefined ? {} : { walls }),
    });
  }

  /** A message that does not arrive is no error here: the process has just died, and its exit tells the cause. */
  async send(message: ToRunner): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#channel.write(encodeFrame(message), () => {
        resolve();
      });
    });
  }

  /** Kills it with all its descendants and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#state === 'exited') return;
    if (this.#state !== 'stopping') this.#move('stopping');
    await killTree(this.pid);
    // What it had still to say is of no interest, and an unread channel never ends.
    this.#channel.destroy();
    await this.#exit;
  }

  /** Waits for a process that has finished, and kills one that lingers. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => {
      killGroup(this.pid);
    }, STOP_DEADLINE_MS);
    this.#channel.end();
    await this.#exit;
    clearTimeout(timer);
  }

  #follow(message: FromRunner): void {
    if (message.type === 'online' && this.#state === 'starting') this.#move('ready');
    if ((message.type === 'finished' || message.type === 'failed') && this.#state === 'running') {
      this.#move('stopping');
    }
  }

  async #waitForExit(): Promise<ProcessExit> {
    const [code, signal] = await closed(this.#child);
    process.removeListener('exit', this.#killAtExit);
    const { containers, wrappers } = this.#confined;
    const outOfMemory = await Promise.all(containers.map((container) => container.ranOutOfMemory()));
    await closeAll(this.#confined);
    const stderr = this.#lastLines();
    const refusal =
      this.#state === 'starting' ? stderr.find((line) => SANDBOX_REFUSES.test(line)) : undefined;
    this.#move('exited');
    const inner = wrappers > 0 ? signalOfExitCode(code) : null;
    return {
      exitCode: code,
      signal: signal ?? inner,
      stderr,
      outOfMemory: outOfMemory.includes(true),
      sandboxRefusal: refusal ?? null,
    };
  }

  #move(to: RunnerState): void {
    this.#state = moveTo(this.#state, to);
  }
}

function spawnConfined({ command, environment, descriptors }: Confined): ChildProcess {
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
  return child;
}

async function closeAll({ containers }: Confined): Promise<void> {
  await Promise.all(containers.map((container) => container.close()));
}

function closed(child: ChildProcess): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
}

/** Closes what a descendant in a session of its own may hold open for ever. */
function closeHeld(stream: Readable): void {
  if (stream.closed) return;
  const timer = setTimeout(() => {
    // After the next round of reading, however long this process had no time for it; and not before all is taken.
    setImmediate(() => {
      if (stream.readableLength === 0) stream.destroy();
      else closeHeld(stream);
    });
  }, DRAIN_MS);
  stream.once('close', () => {
    clearTimeout(timer);
  });
}

function signalOfExitCode(code: number | null): string | null {
  if (code === null || code <= SIGNAL_EXIT) return null;
  const found = Object.entries(constants.signals).find(([, number]) => number === code - SIGNAL_EXIT);
  return found?.[0] ?? null;
}

function isBroken(error: unknown): boolean {
  return BROKEN.has(errorCode(error) ?? '');
}

function violation(what: string, cause: unknown): DumontError {
  return new DumontError(
    'RUNNER_CRASHED',
    `The isolated process was killed because ${what}: its program has been tampered with, or is broken.`,
    { cause },
  );
}

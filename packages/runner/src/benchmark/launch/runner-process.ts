/** One isolated process from its spawn to its exit: life cycle only, no knowledge of what it measures. */
import type { ChildProcess } from 'node:child_process';
import { RUNNER_PROTOCOL_VERSION, type FromRunner, type RunnerTask, type ToRunner } from '@dumont/protocol';
import { killGroup, killTree } from '../../host/kill-tree.ts';
import { keepDescriptors } from '../sandbox/descriptors.ts';
import { withOwnKeyring } from '../sandbox/keyring.ts';
import type { Confined, Sandbox } from '../sandbox/sandbox.ts';
import { closeHeld, keepLastLines } from './child-streams.ts';
import { signalOfExitCode, type ProcessExit } from './exit-cause.ts';
import { moveTo, type RunnerState } from './life-cycle.ts';
import { RunnerChannel } from './runner-channel.ts';
import { innerOf, spawnConfined } from './spawn-confined.ts';

/** A process that has said it finished may take this long to leave before it is killed. */
const STOP_DEADLINE_MS = 5000;

/** What the sandbox's own programs say when they cannot do their work. */
const SANDBOX_REFUSES = /^(bwrap|prlimit|sandbox-exec): /;

export class RunnerProcess {
  #state: RunnerState = 'created';
  readonly #confined: Confined;
  readonly #channel: RunnerChannel;
  readonly #lastLines: () => string[];
  readonly #exit: Promise<ProcessExit>;
  readonly #killAtExit: () => void;
  readonly pid: number;
  /** On the clock of `performance.now()`. */
  readonly spawnedMs = performance.now();

  /** @throws DumontError INTERNAL where the process cannot even be spawned */
  static async start(
    sandbox: Sandbox,
    task: RunnerTask,
    cacheHome: string | null = null,
  ): Promise<RunnerProcess> {
    const confined = await sandbox.confine(task, innerOf(task), cacheHome);
    try {
      await keepDescriptors();
      if (sandbox.check === undefined) return new RunnerProcess(confined);
      return await withOwnKeyring((outcome) => {
        sandbox.observeKeyring(outcome);
        return new RunnerProcess(confined);
      });
    } catch (error) {
      await closeAll(confined);
      throw error;
    }
  }

  private constructor(confined: Confined) {
    this.#confined = confined;
    this.#move('starting');
    const { pid, child, stderr, socket } = spawnConfined(confined);
    this.pid = pid;
    this.#channel = new RunnerChannel(socket);
    this.#lastLines = keepLastLines(stderr);
    this.#killAtExit = () => {
      killGroup(pid);
    };
    process.once('exit', this.#killAtExit);
    child.once('exit', () => {
      closeHeld(stderr);
      closeHeld(socket);
    });
    this.#exit = this.#waitForExit(child);
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
   * What the process sends, in order; ends with its channel.
   * @throws DumontError RUNNER_CRASHED for what breaks the protocol
   */
  async *messages(): AsyncGenerator<FromRunner> {
    for await (const message of this.#channel.messages()) {
      this.#follow(message);
      yield message;
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

  send(message: ToRunner): Promise<void> {
    return this.#channel.send(message);
  }

  /** Kills it with all its descendants and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#state === 'exited') return;
    if (this.#state !== 'stopping') this.#move('stopping');
    await killTree(this.pid);
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

  async #waitForExit(child: ChildProcess): Promise<ProcessExit> {
    const [code, signal] = await closed(child);
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

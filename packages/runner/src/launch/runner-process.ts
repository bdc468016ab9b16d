/** One isolated process from its spawn to its exit: life cycle and transport only, no knowledge of what it measures. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import {
  DumontError,
  fromRunnerSchema,
  RUNNER_PROTOCOL_VERSION,
  type FromRunner,
  type RunnerTask,
  type ToRunner,
} from '@dumont/protocol';
import { childEnvironment } from './child-environment.ts';
import type { ProcessExit } from './exit-cause.ts';
import { killGroup, killTree } from './kill-tree.ts';
import { keepLastLines } from './last-lines.ts';
import { moveTo, type RunnerState } from './life-cycle.ts';
import { endWithParent } from './parent-death.ts';

/** A process that has said it finished may take this long to leave before it is killed. */
const STOP_DEADLINE_MS = 5000;

const childEntry = new URL(
  import.meta.url.endsWith('.ts') ? '../child/main.ts' : '../child/main.js',
  import.meta.url,
);

function spawnChild() {
  const [program, ...words] = endWithParent([
    process.execPath,
    ...nodeArguments(),
    fileURLToPath(childEntry),
  ]);
  return execa(program, words, {
    ipc: true,
    serialization: 'json',
    env: childEnvironment(process.env),
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    // A process group of its own: it is killed as one, and a terminal's Ctrl-C reaches the parent alone, which then ends it.
    detached: process.platform !== 'win32',
  });
}

/** The garbage collector is called between phases; in a source checkout the packages resolve to their sources. */
function nodeArguments(): string[] {
  const source = import.meta.url.endsWith('.ts');
  return ['--expose-gc', '--no-warnings', ...(source ? ['--conditions=dumont-source'] : [])];
}

export class RunnerProcess {
  #state: RunnerState = 'created';
  readonly #child: ReturnType<typeof spawnChild>;
  readonly #lastLines: () => string[];
  readonly #exit: Promise<ProcessExit>;
  readonly #killAtExit: () => void;
  readonly pid: number;

  /** @throws DumontError INTERNAL where the process cannot even be spawned */
  constructor() {
    this.#move('starting');
    this.#child = spawnChild();
    const { pid } = this.#child;
    if (pid === undefined) {
      this.#move('exited');
      throw new DumontError('INTERNAL', `could not start an isolated process with ${process.execPath}`);
    }
    this.pid = pid;
    this.#lastLines = keepLastLines(this.#child.stderr);
    this.#killAtExit = () => {
      killGroup(pid);
    };
    process.once('exit', this.#killAtExit);
    this.#exit = this.#waitForExit();
  }

  get state(): RunnerState {
    return this.#state;
  }

  /** Resolves when the process is gone, with what the system says of its end. Never rejects. */
  get exit(): Promise<ProcessExit> {
    return this.#exit;
  }

  /**
   * What the process sends, parsed, in order; ends with its channel.
   * @throws DumontError INTERNAL for a message that the protocol does not have
   */
  async *messages(): AsyncGenerator<FromRunner> {
    for await (const raw of this.#child.getEachMessage()) {
      const parsed = fromRunnerSchema.safeParse(raw);
      if (!parsed.success) {
        throw new DumontError('INTERNAL', 'the isolated process sent a message that is not of the protocol', {
          cause: parsed.error,
        });
      }
      this.#follow(parsed.data);
      yield parsed.data;
    }
  }

  async sendTask(task: RunnerTask): Promise<void> {
    this.#move('running');
    await this.send({ type: 'task', version: RUNNER_PROTOCOL_VERSION, task });
  }

  /** A message that does not arrive is no error here: the process has just died, and its exit tells the cause. */
  async send(message: ToRunner): Promise<void> {
    await this.#child.sendMessage(message).catch(() => undefined);
  }

  /** Kills it with all its descendants and waits until it is gone. */
  async kill(): Promise<void> {
    if (this.#state === 'exited') return;
    if (this.#state !== 'stopping') this.#move('stopping');
    await killTree(this.pid);
    await this.#exit;
  }

  /** Waits for a process that has finished, and kills one that lingers. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => {
      killGroup(this.pid);
    }, STOP_DEADLINE_MS);
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
    const result = await this.#child;
    process.removeListener('exit', this.#killAtExit);
    this.#move('exited');
    return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, stderr: this.#lastLines() };
  }

  #move(to: RunnerState): void {
    this.#state = moveTo(this.#state, to);
  }
}

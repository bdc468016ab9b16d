/** One life of a worker in a process of its own: from its start to its end. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { spawnOwned, type Command } from '../process/spawn-owned.ts';
import { readLogLine, type LogLine } from './log-line.ts';

const supervisor = path.resolve(import.meta.dirname, '../../packages/supervisor');

/** The worker as a user has it: the built command. */
export const BUILT_WORKER: Command = [process.execPath, path.join(supervisor, 'bin/dumont-supervisor.js')];
/** The same from its sources. */
export const SOURCE_WORKER: Command = [
  ...[process.execPath, '--conditions=dumont-source', '--no-warnings'],
  path.join(supervisor, 'src/cli/main.ts'),
] as const;

/** Its exit code, or the signal that ended it. */
export type Outcome = number | NodeJS.Signals | null;

export interface WorkerStart {
  /** All of its command line. */
  readonly command: Command;
  /** All of its environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Where its standard output goes. */
  readonly stdout?: 'ignore' | 'inherit';
  /** Gets what it writes to standard error, line by line, and what each says where it is a line of the log. */
  readonly onLine?: (text: string, line: LogLine | null) => void;
}

/** It ends with this process, and earlier when its owner calls `kill` or `end`. */
export class WorkerProcess {
  readonly process: ChildProcess;
  /** All that it has logged so far. */
  readonly log: readonly LogLine[];
  /** Resolves when it is gone and all that it said has been read. */
  readonly ended: Promise<Outcome>;
  readonly #texts: string[] = [];
  #told = Promise.withResolvers<undefined>();

  constructor({ command, env, stdout = 'ignore', onLine }: WorkerStart) {
    const child = spawnOwned(command, { env, stdio: ['ignore', stdout, 'pipe'] });
    if (child.stderr === null) throw new Error('its standard error is a pipe');
    const log: LogLine[] = [];
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (text) => {
      const line = readLogLine(text);
      this.#texts.push(text);
      if (line !== null) log.push(line);
      onLine?.(text, line);
      this.#told.resolve(undefined);
      this.#told = Promise.withResolvers();
    });
    const allRead = once(lines, 'close');
    this.process = child;
    this.log = log;
    this.ended = once(child, 'exit').then(async () => {
      await allRead;
      return this.outcome;
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Null while it lives. */
  get outcome(): Outcome {
    return this.process.exitCode ?? this.process.signalCode;
  }

  /** All that it has written to standard error so far. */
  stderr(): string {
    return this.#texts.map((text) => `${text}\n`).join('');
  }

  /** Resolves with the first line, past or to come, that the test takes. @throws Error where the process ends without one */
  async logged(test: (line: LogLine) => boolean): Promise<LogLine> {
    for (;;) {
      const found = this.log.find(test);
      if (found !== undefined) return found;
      const isOver = await Promise.race([this.#told.promise, this.ended.then(() => true)]);
      if (isOver === true && !this.log.some(test)) {
        throw new Error(`the worker ended without that line:\n${this.stderr()}`);
      }
    }
  }

  /** Sends the signal. @returns how it ended, once it has */
  kill(signal: NodeJS.Signals): Promise<Outcome> {
    this.process.kill(signal);
    return this.ended;
  }

  /** Ends it as a service manager does: asked, and killed where it is not gone in time. */
  async end(limitMs: number): Promise<Outcome> {
    const limit = setTimeout(() => this.process.kill('SIGKILL'), limitMs);
    try {
      return await this.kill('SIGTERM');
    } finally {
      clearTimeout(limit);
    }
  }
}

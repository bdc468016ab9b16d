/** One life of a worker: from its start to its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endWithParent } from '../../packages/runner/src/benchmark/sandbox/layers/parent-death.ts';
import { readLine, stageOf, type LogLine, type Stage } from './stages.ts';
import type { WorkerSettings } from './worker-settings.ts';

const PROGRAM = path.join(import.meta.dirname, 'worker.ts');
const LAST_LINES = 20;

export interface WorkerFolders {
  readonly compiled: string;
  readonly temporary: string;
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #events = new EventEmitter<{ stage: [Stage] }>();
  readonly #lastLines: string[] = [];
  #stage: Stage = 'start';
  workerId: string | null = null;
  /** Resolves when it is gone and all that it said has been read. */
  readonly ended: Promise<void>;

  /** @param folders for Node's compiled code, since a worker is started often, and for temporary files */
  constructor(settings: WorkerSettings, folders: WorkerFolders, onLine: (line: LogLine) => void) {
    // The built packages, without the conditions that this process may run under: as users have them.
    const [program, ...words] = endWithParent([
      process.execPath,
      '--expose-gc',
      PROGRAM,
      JSON.stringify(settings),
    ]);
    const child = spawn(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_COMPILE_CACHE: folders.compiled,
        ...{ TMPDIR: folders.temporary, TEMP: folders.temporary, TMP: folders.temporary },
      },
    });
    this.#child = child;
    const killWithOwner = (): void => {
      child.kill('SIGKILL');
    };
    process.once('exit', killWithOwner);
    const outbox = path.join(settings.dataDir, 'outbox');
    mkdirSync(outbox, { recursive: true });
    // That a result is on disk is no line of the log.
    const watcher = watch(outbox, (_event, file) => {
      if (this.#stage === 'outbox' && file?.endsWith('.json') === true) this.#enter('ack');
    });
    this.ended = once(child, 'close').then(() => {
      process.off('exit', killWithOwner);
      watcher.close();
    });
    createInterface(child.stderr).on('line', (text) => {
      this.#read(text, onLine);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Where it is now, or was when it ended. */
  get stage(): Stage {
    return this.#stage;
  }

  /** Its exit code or signal; null while it lives. */
  get outcome(): number | string | null {
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Resolves the next time that it comes to the stage, or when it has ended. */
  async reaches(stage: Stage, signal: AbortSignal): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      const onStage = (now: Stage): void => {
        if (now === stage) finish();
      };
      const finish = (): void => {
        this.#events.off('stage', onStage);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      this.#events.on('stage', onStage);
      signal.addEventListener('abort', finish, { once: true });
      this.ended.then(finish, finish);
    });
    await reached;
  }

  #read(text: string, onLine: (line: LogLine) => void): void {
    this.#lastLines.push(text);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    const line = readLine(text);
    if (line === null) return;
    this.workerId = line.workerId ?? this.workerId;
    onLine(line);
    const stage = stageOf(line);
    if (stage !== null) this.#enter(stage);
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#events.emit('stage', stage);
  }
}

/** One life of a worker of the fake fleet, and how far it is with its job. */
import { EventEmitter } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import path from 'node:path';
import { WorkerProcess, type Outcome } from '../../../tools/worker/worker-process.ts';
import { readFleetLine, stageOf, type FleetLine, type Stage } from './stages.ts';
import type { WorkerSettings } from './worker-settings.ts';

const PROGRAM = path.join(import.meta.dirname, 'worker.ts');
const LAST_LINES = 20;

export interface WorkerFolders {
  readonly compiled: string;
  readonly temporary: string;
}

export class StagedWorker {
  readonly #process: WorkerProcess;
  readonly #events = new EventEmitter<{ stage: [Stage] }>();
  #stage: Stage = 'start';
  workerId: string | null = null;
  /** Resolves when it is gone and all that it said has been read. */
  readonly ended: Promise<Outcome>;

  /** @param folders for Node's compiled code, since a worker is started often, and for temporary files */
  constructor(settings: WorkerSettings, folders: WorkerFolders, onLine: (line: FleetLine) => void) {
    const outbox = path.join(settings.dataDir, 'outbox');
    mkdirSync(outbox, { recursive: true });
    // That a result is on disk is no line of the log.
    const watcher = watch(outbox, (_event, file) => {
      if (this.#stage === 'outbox' && file?.endsWith('.json') === true) this.#enter('ack');
    });
    this.#process = new WorkerProcess({
      // The built packages, without the conditions that this process may run under: as users have them.
      command: [process.execPath, '--expose-gc', PROGRAM, JSON.stringify(settings)],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        NODE_COMPILE_CACHE: folders.compiled,
        ...{ TMPDIR: folders.temporary, TEMP: folders.temporary, TMP: folders.temporary },
      },
      onLine: (_text, logged) => {
        const line = readFleetLine(logged);
        if (line !== null) this.#read(line, onLine);
      },
    });
    this.ended = this.#process.ended.finally(() => {
      watcher.close();
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Where it is now, or was when it ended. */
  get stage(): Stage {
    return this.#stage;
  }

  /** Null while it lives. */
  get outcome(): Outcome {
    return this.#process.outcome;
  }

  lastLines(): string {
    return this.#process.stderr().trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }

  signal(name: NodeJS.Signals): void {
    this.#process.process.kill(name);
  }

  /** Asks it to end, and kills it where it is not gone in time. */
  end(limitMs: number): Promise<Outcome> {
    return this.#process.end(limitMs);
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

  #read(line: FleetLine, onLine: (line: FleetLine) => void): void {
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

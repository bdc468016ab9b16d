/** The worker as a user starts it: the built command, with a data folder that goes with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { LogLine } from '../worker/log-line.ts';
import { BUILT_WORKER, WorkerProcess, type Outcome } from '../worker/worker-process.ts';

const END_MS = 10_000;

export interface DemoWorker {
  /** Rejects when the worker ends without having been asked to. */
  readonly failure: Promise<never>;
  /**
   * Asks it to end, as a service manager does, once its job is done, or at once, by a second signal.
   * @returns its exit code when it and its folder are gone
   */
  readonly stop: (how: 'drain' | 'at once') => Promise<Outcome>;
}

/** @param flags of `dumont-supervisor start`, without `--data-dir` */
export async function startWorker(
  flags: readonly string[],
  onLine: (line: LogLine) => void,
): Promise<DemoWorker> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-demo-'));
  const worker = new WorkerProcess({
    command: [...BUILT_WORKER, 'start', ...flags, '--data-dir', folder],
    env: ownEnvironment(),
    stdout: 'inherit',
    onLine: (text, line) => {
      onLine(line ?? { msg: text });
    },
  });
  let stopping = false;
  const failure = worker.ended.then((outcome) => {
    if (!stopping) throw new Error(`the worker ended with ${outcome ?? 'nothing'}`);
    // Nobody waits for a failure any more.
    return new Promise<never>(() => undefined);
  });
  failure.catch(() => undefined);
  return {
    failure,
    stop: async (how) => {
      stopping = true;
      const ended = worker.end(END_MS);
      // Another signal than the first: two of a kind may come as one.
      if (how === 'at once') worker.process.kill('SIGINT');
      const outcome = await ended;
      await rm(folder, { recursive: true, force: true });
      return outcome;
    },
  };
}

/** Settings of a worker that this machine may have are none of the demo's. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DUMONT_')));
}

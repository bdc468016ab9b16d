/** The worker as a user starts it: the built command, with a data folder that goes with it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { z } from 'zod';
import { parseJson } from '@dumont/protocol';
import { endWithParent } from '../../packages/runner/src/benchmark/sandbox/layers/parent-death.ts';

const program = path.resolve(import.meta.dirname, '../../packages/supervisor/bin/dumont-supervisor.js');

/** What of a line of its log is shown. */
const lineSchema = z.object({ msg: z.string(), jobId: z.string().optional(), remark: z.string().optional() });
export type LogLine = z.infer<typeof lineSchema>;

export interface WorkerProcess {
  /** Rejects when the worker ends without having been asked to. */
  readonly failure: Promise<never>;
  /**
   * Asks it to end, as a service manager does, once its job is done, or at once, by a second signal.
   * @returns its exit code when it and its folder are gone
   */
  readonly stop: (how: 'drain' | 'at once') => Promise<number | null>;
}

/** @param flags of `dumont-supervisor start`, without `--data-dir` */
export async function startWorker(
  flags: readonly string[],
  onLine: (line: LogLine) => void,
): Promise<WorkerProcess> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-demo-'));
  const words = [process.execPath, program, 'start', ...flags, '--data-dir', folder] as const;
  const [first, ...rest] = endWithParent(words);
  const child = execa(first, rest, {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: ownEnvironment(),
    extendEnv: false,
    reject: false,
    forceKillAfterDelay: 10_000,
  });
  const lines = createInterface(child.stderr);
  lines.on('line', (text) => {
    const line = lineSchema.safeParse(parseJson(text));
    onLine(line.success ? line.data : { msg: text });
  });
  const told = once(lines, 'close');
  let stopping = false;
  const ended = child.then(async ({ exitCode }) => {
    await told;
    return exitCode ?? null;
  });
  const failure = ended.then((exitCode) => {
    if (!stopping) throw new Error(`the worker ended with exit code ${exitCode ?? 'none'}`);
    // Nobody waits for a failure any more.
    return new Promise<never>(() => undefined);
  });
  failure.catch(() => undefined);
  return {
    failure,
    stop: async (how) => {
      stopping = true;
      child.kill('SIGTERM');
      // Another signal than the first: two of a kind may come as one.
      if (how === 'at once') child.kill('SIGINT');
      const exitCode = await ended;
      await rm(folder, { recursive: true, force: true });
      return exitCode;
    },
  };
}

/** Settings of a worker that this machine may have are none of the demo's. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DUMONT_')));
}

/** A worker as it is really run: the command in a process of its own, with a development orchestrator and a Redis. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import type { Test } from 'tap';
import type { OrchestratorOptions } from '../../tools/orchestrator/index.ts';
import type { RedisOptions } from '../../tools/redis/start-redis.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import { SOURCE_WORKER, WorkerProcess } from '../../tools/worker/worker-process.ts';
import type { FakeScript } from './fake-model.ts';
import { FAKE_ENGINE } from './command.ts';
import { startTestBed, type TestBed } from '../../tools/orchestrator/testing.ts';

export interface Fleet extends TestBed {
  /** Where the worker keeps its things. */
  readonly dataDir: string;
  /** Puts a fake model, or what the test's own engine reads, where the orchestrator serves it. @returns its URL */
  readonly model: (
    name: string,
    content: FakeScript | Readonly<Record<string, unknown>> | Uint8Array,
  ) => Promise<string>;
  readonly start: (options?: StartOptions) => WorkerProcess;
  /** Another of the commands, to its end. */
  readonly run: (words: readonly string[], env?: Environment) => Promise<Ending>;
}

type Environment = Readonly<Record<string, string>>;

interface StartOptions {
  readonly flags?: readonly string[];
  readonly env?: Environment;
  readonly dataDir?: string;
  /** Instead of the usual ones. */
  readonly words?: readonly string[];
  /** A program with its own words, which becomes the worker. */
  readonly under?: readonly string[];
}

interface Ending {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns everything a worker works with; no worker runs yet */
export async function startFleet(
  t: Test,
  redisOptions: RedisOptions = {},
  { host }: Pick<OrchestratorOptions, 'host'> = {},
): Promise<Fleet> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-fleet-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const models = path.join(folder, 'models');
  await mkdir(models);
  const bed = await startTestBed(t, { models, ...(host !== undefined && { host }) }, redisOptions);
  const dataDir = path.join(folder, 'data');
  const usual = [
    '--host',
    bed.orchestrator.url,
    '--redis-url',
    bed.redis.url,
    '--engine',
    FAKE_ENGINE,
    '--loads',
    '1',
  ];
  return {
    ...bed,
    dataDir,
    model: async (name, content) => {
      const bytes = content instanceof Uint8Array ? content : JSON.stringify(content);
      await writeFile(path.join(models, name), bytes);
      return `${bed.orchestrator.url}/models/${name}`;
    },
    start: ({ flags = [], env = {}, dataDir: own = dataDir, words = usual, under = [] } = {}) =>
      startWorker(t, ['start', '--data-dir', own, ...words, ...flags], env, under),
    run: (words, env = {}) => runToEnd(t, words, env),
  };
}

function startWorker(
  t: Test,
  words: readonly string[],
  env: Environment,
  under: readonly string[],
): WorkerProcess {
  const [program, ...rest] = SOURCE_WORKER;
  const [first, ...others] = [...under, program];
  const worker = new WorkerProcess({
    command: [first, ...others, ...rest, ...words],
    env: { ...ownEnvironment(), ...env },
  });
  t.teardown(() => worker.kill('SIGKILL'));
  return worker;
}

/** What of the machine's own environment a worker needs. */
function ownEnvironment(): Environment {
  const { PATH = '', HOME = '', DUMONT_BWRAP } = process.env;
  return { PATH, HOME, ...(DUMONT_BWRAP !== undefined && { DUMONT_BWRAP }) };
}

async function runToEnd(t: Test, words: readonly string[], env: Environment): Promise<Ending> {
  const [program, ...rest] = SOURCE_WORKER;
  const running = execa(program, [...rest, ...words], {
    ...{ env: { ...ownEnvironment(), ...env }, extendEnv: false },
    ...{ reject: false, stdin: 'ignore', stripFinalNewline: false },
  });
  t.teardown(() => running.kill('SIGKILL'));
  const { exitCode, stdout, stderr } = await running;
  return { exitCode: exitCode ?? null, stdout, stderr };
}

export const isClaimed = ({ msg }: LogLine): boolean => msg === 'job claimed';
export const isStarted = ({ msg }: LogLine): boolean => msg === 'benchmark started';
export const isIdle = ({ msg }: LogLine): boolean => msg === 'waiting for jobs';

/** A worker as it is really run: the command in a process of its own, with a development orchestrator and a Redis. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import type { OrchestratorOptions } from '../../../tools/orchestrator/start-orchestrator.ts';
import type { RedisOptions } from '../../../tools/redis/start-redis.ts';
import type { FakeScript } from '../../runner/support/fake-model.ts';
import { FAKE_ENGINE } from '../../runner/support/command.ts';
import { startTestBed, type TestBed } from '../../support/orchestrator.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const MAIN = path.join(root, 'packages', 'supervisor', 'src', 'cli', 'main.ts');

export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** One process of a worker. */
export interface Worker {
  readonly process: ChildProcess;
  /** All that it has logged so far. */
  readonly log: readonly LogLine[];
  readonly stderr: () => string;
  /** Resolves with the first line, past or to come, that the test takes. @throws where the process ends without one */
  readonly logged: (test: (line: LogLine) => boolean) => Promise<LogLine>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly kill: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

export interface Fleet extends TestBed {
  /** Where the worker keeps its things. */
  readonly dataDir: string;
  /** Puts a fake model, or what the test's own engine reads, where the orchestrator serves it. @returns its URL */
  readonly model: (name: string, script: FakeScript | Readonly<Record<string, unknown>>) => Promise<string>;
  readonly start: (options?: StartOptions) => Worker;
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
    model: async (name, script) => {
      await writeFile(path.join(models, name), JSON.stringify(script));
      return `${bed.orchestrator.url}/models/${name}`;
    },
    start: ({ flags = [], env = {}, dataDir: own = dataDir, words = usual, under = [] } = {}) =>
      startWorker(t, ['start', '--data-dir', own, ...words, ...flags], env, under),
    run: (words, env = {}) => runToEnd(t, words, env),
  };
}

function startWorker(t: Test, words: readonly string[], env: Environment, under: readonly string[]): Worker {
  const child = spawnCommand(t, words, env, under);
  const log: LogLine[] = [];
  let text = '';
  let listeners: (() => void)[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    text += `${line}\n`;
    if (line.startsWith('{')) log.push(JSON.parse(line) as LogLine);
    const told = listeners;
    listeners = [];
    for (const tell of told) tell();
  });
  const closed = once(lines, 'close');
  const ended = once(child, 'exit').then(async ([code, signal]: (number | NodeJS.Signals | null)[]) => {
    await closed;
    return code ?? signal ?? null;
  });
  const logged: Worker['logged'] = async (test) => {
    for (;;) {
      const found = log.find(test);
      if (found !== undefined) return found;
      const more = new Promise<'more'>((resolve) => {
        listeners.push(() => {
          resolve('more');
        });
      });
      if ((await Promise.race([more, ended])) !== 'more' && !log.some(test)) {
        throw new Error(`the worker ended without that line:\n${text}`);
      }
    }
  };
  return {
    process: child,
    log,
    stderr: () => text,
    logged,
    ended,
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

function spawnCommand(t: Test, words: readonly string[], env: Environment, under: readonly string[] = []) {
  const { PATH = '', HOME = '', DUMONT_BWRAP } = process.env;
  const node = [process.execPath, '--conditions=dumont-source', '--no-warnings', MAIN];
  const [program = '', ...rest] = [...under, ...node, ...words];
  const child = spawn(program, rest, {
    env: { PATH, HOME, ...(DUMONT_BWRAP === undefined ? {} : { DUMONT_BWRAP }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

async function runToEnd(t: Test, words: readonly string[], env: Environment): Promise<Ending> {
  const child = spawnCommand(t, words, env);
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    let text = '';
    stream.setEncoding('utf8');
    for await (const piece of stream) text += String(piece);
    return text;
  });
  const exited = once(child, 'exit');
  const [stdout = '', stderr = ''] = await Promise.all(texts);
  const [exitCode] = (await exited) as [number | null];
  return { exitCode, stdout, stderr };
}

export const isClaimed = ({ msg }: LogLine): boolean => msg === 'job claimed';
export const isStarted = ({ msg }: LogLine): boolean => msg === 'benchmark started';
export const isIdle = ({ msg }: LogLine): boolean => msg === 'waiting for jobs';

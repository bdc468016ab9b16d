/** The real command, spawned; what it leaves in its temporary folder is seen. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Test } from 'tap';

const root = path.resolve(import.meta.dirname, '..', '..');
const MAIN = path.join(root, 'packages', 'runner', 'src', 'cli', 'main.ts');

/** What follows the path of Node itself. */
export const COMMAND_ARGUMENTS = ['--conditions=dumont-source', '--no-warnings', MAIN];
/** What the tests' fake engine is called on the command line. */
export const FAKE_ENGINE = path.join(root, 'test', 'fixtures', 'fake-engine.ts');

interface Result {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Conditions {
  readonly env?: Readonly<Record<string, string>>;
  /** An open file that standard output goes to instead. */
  readonly stdout?: number;
  readonly cwd?: string;
}

export interface Command {
  /** The command's environment: nothing of the machine's own that could change a test. */
  readonly environment: Readonly<Record<string, string>>;
  start(args: readonly string[], conditions?: Conditions): ChildProcess;
  /** Starts it and waits for its end. */
  run(args: readonly string[], conditions?: Conditions): Promise<Result>;
  /** @returns a path in the folder for temporary files */
  temporary(...names: string[]): string;
  /** @returns what is left in the folder for temporary files */
  leftovers(): string[];
}

/** A command with a temporary folder of its own, which goes with the test. */
export function prepareCommand(t: Test): Command {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'dumont-test-'));
  t.teardown(() => {
    rmSync(temporary, { recursive: true, force: true });
  });
  const data = mkdtempSync(path.join(os.tmpdir(), 'dumont-test-data-'));
  t.teardown(() => {
    rmSync(data, { recursive: true, force: true });
  });
  const environment = {
    ...neutralEnvironment(),
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    // Never the history of whoever runs the tests.
    DUMONT_DATA_DIR: data,
  };
  const start: Command['start'] = (args, { env = {}, stdout = 'pipe' as const, cwd } = {}) =>
    spawn(process.execPath, [...COMMAND_ARGUMENTS, ...args], {
      env: { ...environment, ...env },
      stdio: ['ignore', stdout, 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    });
  return {
    environment,
    start,
    run: (args, conditions) => ending(start(args, conditions)),
    temporary: (...names) => path.join(temporary, ...names),
    leftovers: () => readdirSync(temporary),
  };
}

/** @returns how it ended, with all that it wrote to streams that are still open */
export async function ending(running: ChildProcess): Promise<Result> {
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    running.once('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
  const [stdout, stderr] = await Promise.all([readAll(running.stdout), readAll(running.stderr)]);
  const [exitCode, signal] = await closed;
  return { exitCode, signal, stdout, stderr };
}

async function readAll(stream: Readable | null): Promise<string> {
  return stream === null || stream.destroyed ? '' : text(stream);
}

function neutralEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'HOME', 'USERPROFILE'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

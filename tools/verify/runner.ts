/** The command that users run, run as they run it: its reports are all that is verified. */
import path from 'node:path';
import { reportSchema, probedUnitSchema, type BenchmarkReport, type ProbedUnit } from '@dumont/protocol';
import { execa } from 'execa';
import { z } from 'zod';

/** In a clone and in a packed folder alike. */
const PROGRAM = path.resolve(import.meta.dirname, '../../node_modules/@dumont/runner/bin/dumont-runner.js');
const FORCE_KILL_MS = 10_000;
const LINES_OF_ERROR = 3;

const probesSchema = z.object({ units: z.array(probedUnitSchema) });

export interface Run {
  readonly report: BenchmarkReport;
  readonly exitCode: number;
}

export interface RunnerConditions {
  /** Emptied of everything that sets the runner otherwise. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface HowToStart {
  /** What it is started by, such as a sandbox of one's own. */
  readonly around?: readonly string[];
  readonly onStart?: (pid: number) => void;
}

export class Runner {
  readonly #conditions: RunnerConditions;

  constructor(conditions: RunnerConditions) {
    this.#conditions = conditions;
  }

  async benchmark(words: readonly string[], how: HowToStart = {}): Promise<Run> {
    const all = [...words, '--format', 'json', '--no-history', '--quiet'];
    const { stdout, stderr, exitCode } = await this.#run(all, how);
    if (stdout.trim() === '') throw new Error(`dumont-runner ${words.join(' ')}: ${endOf(stderr)}`);
    return { report: reportSchema.parse(JSON.parse(stdout)), exitCode };
  }

  /** @param words such as `--engine` */
  async probe(words: readonly string[] = []): Promise<readonly ProbedUnit[]> {
    const { stdout, stderr } = await this.#run(['probe', '--json', ...words]);
    if (stdout.trim() === '') throw new Error(`dumont-runner probe: ${endOf(stderr)}`);
    return probesSchema.parse(JSON.parse(stdout)).units;
  }

  /** @returns null where the provider was added, else what was said */
  async addProvider(name: string, from: string): Promise<string | null> {
    const { stderr, exitCode } = await this.#run(['providers', 'add', name, '--from', from]);
    return exitCode === 0 ? null : endOf(stderr);
  }

  async #run(words: readonly string[], { around = [], onStart }: HowToStart = {}) {
    const [program = process.execPath, ...rest] = [...around, process.execPath, PROGRAM, ...words];
    const { environment, signal } = this.#conditions;
    const running = execa(program, rest, {
      env: environment,
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      cancelSignal: signal,
      forceKillAfterDelay: FORCE_KILL_MS,
    });
    if (running.pid !== undefined) onStart?.(running.pid);
    const result = await running;
    signal.throwIfAborted();
    const { stdout, stderr, exitCode, shortMessage } = result as typeof result & { shortMessage?: string };
    if (exitCode === undefined) throw new Error(shortMessage ?? 'dumont-runner was ended');
    return { stdout, stderr, exitCode };
  }
}

/**
 * @param folder for what the runner keeps: nobody's history or providers are touched
 * @returns the environment without settings of the runner's own, but for where bubblewrap is
 */
export function runnerEnvironment(
  given: NodeJS.ProcessEnv,
  folder: string,
): Record<string, string | undefined> {
  const kept = Object.entries(given).filter(([name]) => !/^DUMONT_/i.test(name) || name === 'DUMONT_BWRAP');
  return { ...Object.fromEntries(kept), DUMONT_DATA_DIR: folder, NO_COLOR: '1' };
}

function endOf(text: string): string {
  const lines = text.trim().split('\n');
  // What Node itself says of an error ends in its stack.
  const error = lines.find((line) => /^\w*Error\b.*: /.test(line));
  return error ?? (lines.slice(-LINES_OF_ERROR).join(' ').trim() || 'it said nothing');
}

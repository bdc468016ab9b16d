/** The program that is attacked: launches each attempt as Dumont would, and tells what came of it, a line each. */
import { linkSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { encodeModel } from '@dumont/engines/testing';
import type { BenchmarkReport } from '@dumont/protocol';
import { DEFAULT_REQUEST, launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import type { Attempt, DataModel, Script } from './attempt.ts';
import type { Conditions } from './surroundings.ts';
import { attemptOf } from './attempts.ts';
import { addKey, joinNewKeyring } from './engine/system-calls.ts';
import { SECRET_KEY } from './key-attempts.ts';
import { openListeners, type Stage } from './stage.ts';

export interface HostOrder {
  readonly stage: Omit<Stage, 'port'>;
  readonly mode: Conditions['mode'];
  /** Names of the attempts, in order. */
  readonly names: readonly string[];
  /** Whether a secret can be put into one. */
  readonly hasKeyrings: boolean;
}

export type HostLine =
  | { readonly event: 'begin'; readonly name: string }
  | {
      readonly event: 'end';
      readonly name: string;
      readonly report: BenchmarkReport;
      readonly survivors: number;
      readonly succeeded: boolean;
    };

const ATTACKER = path.join(import.meta.dirname, 'engine', 'attacker.ts');
const DEFAULT_LIMITS = { timeoutMs: 30_000, memoryLimitBytes: null, scratchBytes: 256 * 2 ** 20 };
/** What was killed may take this long to go. */
const GONE_ATTEMPTS = 50;
const GONE_PAUSE_MS = 20;

const order = JSON.parse(process.argv[2] ?? '') as HostOrder;
if (order.hasKeyrings) {
  joinNewKeyring();
  addKey(SECRET_KEY, order.stage.secret);
}
const listeners = await openListeners(order.stage);
const stage: Stage = { ...order.stage, port: listeners.port };
const WEIGHTS = { weights: path.join(stage.job, 'weights.bin'), second: path.join(stage.job, 'second') };
for (const name of order.names) {
  const attempt = attemptOf(name);
  tell({ event: 'begin', name });
  tell({ event: 'end', name, ...(await perform(attempt)) });
}
listeners.close();
// A debugger that an attack has opened would keep this program alive.
process.exit(0);

async function perform(attempt: Attempt) {
  const model = prepareModel(attempt);
  const before = process.resourceUsage().maxRSS;
  const report = await launchBenchmark(requestFor(attempt, model), {
    onEvent: ({ type }) => {
      if (type === 'process' && 'location' in attempt.model) swapWeights(attempt.model);
    },
  });
  const next = await performNext(attempt);
  const growthBytes = (process.resourceUsage().maxRSS - before) * 1024;
  const survivors = await endSurvivors();
  // Looked at now: the next attempt changes what is there.
  const seen = { report, ...(next === null ? {} : { next }), survivors, growthBytes, stage };
  return { report, survivors, succeeded: attempt.succeeded(seen) };
}

/** Another model, of which the first must know nothing and leave nothing to. */
async function performNext({ then, ...attempt }: Attempt): Promise<BenchmarkReport | null> {
  if (then === undefined) return null;
  const file = path.join(path.dirname(stage.otherModel), 'next.onnx');
  writeScript(file, then);
  return launchBenchmark(requestFor({ ...attempt, model: then }, file));
}

function writeScript(file: string, { attack, target, amount = 0 }: Script): void {
  const script = {
    attack,
    target: target?.(stage, process.pid) ?? '',
    amount: typeof amount === 'number' ? amount : amount(stage),
  };
  writeFileSync(file, JSON.stringify(script));
}

function prepareModel({ model }: Attempt): string {
  const file = path.join(stage.job, 'model.onnx');
  const { weights, second } = WEIGHTS;
  for (const left of [file, weights, second]) rmSync(left, { force: true });
  if ('location' in model) {
    writeFileSync(file, modelWithData(model));
    if (model.linkedModel === true) linkSync(file, second);
    linkWeights(model);
  } else writeScript(file, model);
  return file;
}

function linkWeights({ link }: DataModel): void {
  const { weights, second } = WEIGHTS;
  if (link === 'symbolic') symlinkSync(stage.dataFile, weights);
  if (link === 'hard') linkSync(stage.dataFile, weights);
  if (link === 'folder') symlinkSync('..', second);
  if (link === 'swapped') writeFileSync(weights, Buffer.alloc(28));
  if (link !== 'twice') return;
  symlinkSync(stage.dataFile, second);
  symlinkSync(second, weights);
}

/** When the model's files have been opened and looked at, and the first process is about to begin. */
function swapWeights({ link }: DataModel): void {
  if (link !== 'swapped') return;
  rmSync(WEIGHTS.weights, { force: true });
  symlinkSync(stage.dataFile, WEIGHTS.weights);
}

/** y = x + w, where the 28 bytes of w are said to be the first ones of another file. */
function modelWithData({ location }: DataModel): Uint8Array {
  const value = { elementType: 'float32', shape: [7] } as const;
  return encodeModel({
    nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
    initializers: [
      {
        name: 'w',
        elementType: 'float32',
        dims: [7],
        content: { external: { location: location(stage), offset: 0, length: 28 } },
      },
    ],
  });
}

function requestFor({ model, limits, unit = 'CPU (ONNX)' }: Attempt, file: string): BenchmarkRequest {
  const { timeoutMs, memoryLimitBytes, scratchBytes } = { ...DEFAULT_LIMITS, ...limits };
  return {
    ...DEFAULT_REQUEST,
    model: { path: file, format: 'onnx' },
    computeUnit: unit,
    engine: 'location' in model ? { name: 'onnx', package: null } : { name: ATTACKER, package: ATTACKER },
    loads: 1,
    warmup: { runs: 0, ms: 0 },
    stop: { ...DEFAULT_REQUEST.stop, runs: 1 },
    session: { ...DEFAULT_REQUEST.session, intraOpThreads: 1 },
    measureFloor: false,
    timeoutMs,
    memoryLimitBytes: order.mode === 'off' ? null : memoryLimitBytes,
    sandbox: { mode: order.mode, scratchBytes },
  };
}

/** @returns how many of the attacker's processes are still there; none is afterwards */
async function endSurvivors(): Promise<number> {
  if (process.platform !== 'linux') return 0;
  for (let round = 0; round < GONE_ATTEMPTS && marked().length > 0; round++) await setTimeout(GONE_PAUSE_MS);
  const left = marked();
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return left.length;
}

function marked(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).endsWith(`\0${stage.marker}\0`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has just ended.
    return '';
  }
}

function tell(line: HostLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

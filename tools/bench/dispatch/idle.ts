/** What a built supervisor costs while it waits, how fast it ends, and what it adds around a benchmark. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pidusage from 'pidusage';
import { encodeTinyModel } from '../../models/tiny-model.ts';
import type { OrchestratorWithRedis } from '../../orchestrator/index.ts';
import { BUILT_WORKER, WorkerProcess } from '../../worker/worker-process.ts';

export interface IdleCost {
  readonly seconds: number;
  /** Sent by it, not run within scripts. */
  readonly commandsPerSecond: number;
  readonly commands: Readonly<Record<string, number>>;
  readonly residentMb: number;
  readonly corePercent: number;
  /** From SIGTERM to its end. */
  readonly exitMs: number;
  readonly turnaround: Turnaround;
}

export interface Turnaround {
  readonly jobs: number;
  /** Medians: from the posting of a job to the coming of its result, and what of that the benchmark says of itself. */
  readonly wallMs: number;
  readonly benchmarkMs: number;
  readonly addedMs: number;
}

const LINES = 3;
const LOADS = 5;
/** Memory grows with the first dozens. */
const JOBS = 50;
const MB = 2 ** 20;
const WARMUP_MS = 200;

export async function measureIdle(bed: OrchestratorWithRedis, seconds: number): Promise<IdleCost> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-bench-'));
  const where = ['--host', bed.orchestrator.url, '--redis-url', bed.redis.url];
  const own = ['--model-root', folder, '--data-dir', path.join(folder, 'data'), '--log-level', 'warn'];
  const worker = new WorkerProcess({
    command: [...BUILT_WORKER, 'start', ...where, ...own],
    env: process.env,
    onLine: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    await waiting(bed);
    const turnaround = await measureTurnaround(bed, folder);
    await waiting(bed);
    // What was done at the start and for the jobs dies away.
    await delay(2000);
    const cost = await watchIdle(bed, worker.pid, seconds);
    const stopMs = performance.now();
    await worker.kill('SIGTERM');
    return { ...cost, exitMs: performance.now() - stopMs, turnaround };
  } finally {
    await worker.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

async function watchIdle(
  bed: OrchestratorWithRedis,
  pid: number,
  seconds: number,
): Promise<Omit<IdleCost, 'exitMs' | 'turnaround'>> {
  const own = await connectionsOf(bed);
  const monitor = await bed.client.monitor();
  const commands: Record<string, number> = {};
  monitor.on('monitor', (_time: string, [name = '']: string[], source: string) => {
    if (own.has(source)) commands[name] = (commands[name] ?? 0) + 1;
  });
  const before = await pidusage(pid);
  const startMs = performance.now();
  await delay(seconds * 1000);
  const after = await pidusage(pid);
  const measuredMs = performance.now() - startMs;
  monitor.disconnect();
  const sent = Object.values(commands).reduce((sum, count) => sum + count, 0);
  return {
    seconds: measuredMs / 1000,
    commandsPerSecond: sent / (measuredMs / 1000),
    commands,
    residentMb: after.memory / MB,
    corePercent: ((after.ctime - before.ctime) / measuredMs) * 100,
  };
}

/** @returns the addresses of the worker's connections: they have names, the orchestrator's have none */
async function connectionsOf({ client }: OrchestratorWithRedis): Promise<Set<string>> {
  const lines = String(await client.client('LIST')).split('\n');
  const own = lines.filter((line) => line.includes(' name=dumont-'));
  return new Set(own.map((line) => /\baddr=(\S+)/.exec(line)?.[1] ?? ''));
}

async function waiting({ client }: OrchestratorWithRedis): Promise<void> {
  // The orchestrator blocks on one list, the worker on its own.
  while (!(await client.info('clients')).includes(`blocked_clients:${LINES + 1}\r`)) await delay(20);
}

async function measureTurnaround(
  { orchestrator }: OrchestratorWithRedis,
  folder: string,
): Promise<Turnaround> {
  const model = path.join(folder, 'add.onnx');
  await writeFile(model, encodeTinyModel());
  const walls: number[] = [];
  const benchmarks: number[] = [];
  for (let job = 0; job < JOBS; job += 1) {
    const startMs = performance.now();
    const { jobIds } = await orchestrator.postCampaign({
      modelUrl: model,
      jobs: [{ computeUnit: 'CPU (ONNX)' }],
    });
    const [result] = await orchestrator.waitForResults(jobIds[0] ?? '');
    walls.push(performance.now() - startMs);
    if (result?.status !== 'Complete') throw new Error(`the benchmark failed: ${JSON.stringify(result)}`);
    const number = (name: string): number => Number(result[name]);
    const runs = number('InferenceMsAverage') * number('inference_count') + number('InferenceMsFirst');
    benchmarks.push(LOADS * (number('process_start_ms') + number('LoadMsAverage')) + WARMUP_MS + runs);
  }
  const wallMs = median(walls);
  const benchmarkMs = median(benchmarks);
  const addedMs = median(walls.map((wall, index) => wall - (benchmarks[index] ?? NaN)));
  return { jobs: JOBS, wallMs, benchmarkMs, addedMs };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

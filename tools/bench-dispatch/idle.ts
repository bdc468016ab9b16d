/** What a built supervisor costs while it waits, how fast it ends, and what it adds around a benchmark. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeModel } from '@dumont/engines/testing';
import pidusage from 'pidusage';
import { endWithParent } from '../../packages/runner/src/benchmark/sandbox/layers/parent-death.ts';
import type { Fleet } from '../fleet/fleet.ts';

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

const PROGRAM = path.resolve(import.meta.dirname, '../../packages/supervisor/bin/dumont-supervisor.js');
const LINES = 3;
const LOADS = 5;
/** Memory grows with the first dozens. */
const JOBS = 50;
const MB = 2 ** 20;
const WARMUP_MS = 200;

export async function measureIdle(fleet: Fleet, seconds: number): Promise<IdleCost> {
  const words = ['start', '--host', fleet.orchestrator.url, '--redis-url', fleet.server.url];
  const models = [
    '--model-root',
    fleet.folder,
    '--data-dir',
    fleet.dataFolder('idle'),
    '--log-level',
    'warn',
  ];
  const [first, ...rest] = endWithParent([process.execPath, PROGRAM, ...words, ...models]);
  const child = spawn(first, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const pid = child.pid ?? 0;
  await waiting(fleet);
  const turnaround = await measureTurnaround(fleet);
  await waiting(fleet);
  // What was done at the start and for the jobs dies away.
  await delay(2000);
  const own = await connectionsOf(fleet);
  const monitor = await fleet.redis.monitor();
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
  const stopMs = performance.now();
  child.kill('SIGTERM');
  await ended;
  return {
    seconds: measuredMs / 1000,
    commandsPerSecond: sent / (measuredMs / 1000),
    commands,
    residentMb: after.memory / MB,
    corePercent: ((after.ctime - before.ctime) / measuredMs) * 100,
    exitMs: performance.now() - stopMs,
    turnaround,
  };
}

/** @returns the addresses of the worker's connections: they have names, the orchestrator's have none */
async function connectionsOf({ redis }: Fleet): Promise<Set<string>> {
  const lines = String(await redis.client('LIST')).split('\n');
  const own = lines.filter((line) => line.includes(' name=dumont-'));
  return new Set(own.map((line) => /\baddr=(\S+)/.exec(line)?.[1] ?? ''));
}

async function waiting(fleet: Fleet): Promise<void> {
  // The orchestrator blocks on one list, the worker on its own.
  while (!(await fleet.redis.info('clients')).includes(`blocked_clients:${LINES + 1}\r`)) await delay(20);
}

async function measureTurnaround({ orchestrator, folder }: Fleet): Promise<Turnaround> {
  const model = path.join(folder, 'add.onnx');
  await writeFile(
    model,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape: [4] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: [4] }],
      initializers: [],
    }),
  );
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

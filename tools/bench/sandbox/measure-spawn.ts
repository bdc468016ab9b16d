/** What the layers add until the confined program runs: Node started with `--version`, with them and without them by turns. */
import { execPath } from 'node:process';
import { spawnSync } from 'node:child_process';
import { median } from 'simple-statistics';
import { Sandbox, type Confined } from '../../../packages/runner/src/benchmark/sandbox/sandbox.ts';

export interface SpawnCost {
  readonly offMs: number;
  readonly sandboxMs: number;
  /** Median over the rounds of the difference between neighbours. */
  readonly addedMs: number;
  /** Difference of the quickest: what it costs where nothing else runs. */
  readonly leastAddedMs: number;
}

export async function measureSpawn(rounds: number): Promise<SpawnCost> {
  const off = await commandOf('off');
  const strict = await commandOf('strict');
  const offMs: number[] = [];
  const sandboxMs: number[] = [];
  const sides = [
    [off, offMs],
    [strict, sandboxMs],
  ] as const;
  for (let round = 0; round < rounds; round++) {
    for (const [command, times] of round % 2 === 0 ? sides : sides.toReversed())
      times.push(timeOnce(command));
  }
  const added = sandboxMs.map((ms, round) => ms - (offMs[round] ?? NaN));
  return {
    offMs: median(offMs),
    sandboxMs: median(sandboxMs),
    addedMs: median(added),
    leastAddedMs: Math.min(...sandboxMs) - Math.min(...offMs),
  };
}

/** The command for a real task, its program's arguments replaced by `--version`. */
async function commandOf(mode: 'off' | 'strict'): Promise<Confined> {
  const sandbox = await Sandbox.open({ mode, scratchBytes: 2 ** 29 }, 2 ** 32, []);
  try {
    const confined = await sandbox.confine(
      { kind: 'probe', engine: { name: 'onnx', package: null } },
      { nodeArguments: [], entry: '' },
    );
    const end = confined.command.indexOf(execPath, confined.command.lastIndexOf('--'));
    const [program, ...words] = confined.command;
    return { ...confined, command: [program, ...words.slice(0, end), '--version'] };
  } finally {
    await sandbox.close();
  }
}

function timeOnce({ command, environment }: Confined): number {
  const [program, ...words] = command;
  const startMs = performance.now();
  const { status, stderr } = spawnSync(program, words, { env: environment, encoding: 'utf8' });
  const ms = performance.now() - startMs;
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return ms;
}

/** Our own loop and engine as one of those measured in turn: see side.ts for what is said. */
import { createInterface } from 'node:readline';
import { openEngine, type BoundInference, type NamedValues } from '@dumont/engines';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';
import { runtimeApiSchema } from '@dumont/protocol';
import { measureRuns } from '../../../packages/runner/src/benchmark/child/time-runs.ts';
import { quantileOfSorted } from '../../../packages/protocol/src/statistics/quantile.ts';
import { commandSchema, type BlockCommand, type LoadCommand } from './messages.ts';

/** Written to before anything is measured: its memory is not to be taken for the model's. */
const samplesMs = new Float64Array(200_000).fill(0);

function answer(values: object): void {
  process.stdout.write(`${JSON.stringify(values)}\n`);
}

function makeInputs(shapes: LoadCommand['shapes']): NamedValues {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length: count }, (_value, index) => (index % 97) / 97);
    return [name, { dtype: 'float32', shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

async function measureBlock(bound: BoundInference, { runs, ms }: BlockCommand): Promise<void> {
  // The first run after a pause finds cold caches.
  await bound.run();
  const before = process.cpuUsage();
  const stop = { runs, durationMs: ms, untilStable: false };
  const timed = await measureRuns(bound, stop, samplesMs, 0);
  const rest = timed < runs ? await measureRest(bound, timed, runs) : 0;
  const { user, system } = process.cpuUsage(before);
  const count = timed + rest;
  // In place: a copy would be memory again.
  const sorted = samplesMs.subarray(0, count).sort();
  answer({ wallUs: quantileOfSorted(sorted, 0.25) * 1000, cpuUs: (user + system) / count, runs: count });
}

/** Where the time was over before there were enough. */
async function measureRest(bound: BoundInference, from: number, to: number): Promise<number> {
  const stop = { runs: to - from, durationMs: null, untilStable: false };
  return measureRuns(bound, stop, samplesMs.subarray(from), 0);
}

const engine = await openEngine({
  name: 'onnx',
  package: null,
  api: runtimeApiSchema.parse(process.argv[2]),
});
answer({ pid: process.pid, version: engine.version });
let bound: BoundInference | null = null;
for await (const line of createInterface({ input: process.stdin })) {
  const command = commandSchema.parse(JSON.parse(line));
  if ('model' in command) {
    const options = { ...PLAIN_OPTIONS, intraOpThreads: command.threads };
    const session = await engine.load({ path: command.model, format: 'onnx' }, options);
    bound = session.bind(makeInputs(command.shapes));
    answer({ loaded: true });
  } else if (bound !== null) await measureBlock(bound, command);
}

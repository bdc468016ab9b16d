/**
 * The model with its inputs and outputs on the device, apart from the copies: a pass of its own.
 *
 * A call that leaves everything there may return before the device is done, and not every provider knows how to wait for it. So runs go
 * in blocks: some on the device, then one whose outputs come back, which waits for all. What that one takes alone is subtracted.
 */
import { resolveInputs, type BoundInference, type DeviceInference, type Engine } from '@dumont/engines';
import { summarize, type FromRunner, type TaskOf } from '@dumont/protocol';
import { withSession } from './with-session.ts';

/** A pass beside the measured runs: long enough for a median, and no longer. */
const BLOCKS = 20;
const BLOCKS_MS = 4000;
/** What the subtracted run varies by is divided by the runs of its block. */
const MOST_RUNS_OF_A_BLOCK = 20;
const BLOCK_MS = 300;
const COPIES = 20;
const COPIES_MS = 1000;

const DONE = Promise.resolve();

type OnDevice = Extract<FromRunner, { type: 'on-device' }>;

interface Sides {
  readonly host: BoundInference;
  readonly device: DeviceInference;
}

export async function measureOnDevice(engine: Engine, task: TaskOf<'on-device'>): Promise<OnDevice> {
  return withSession(engine.load(task.model, task.options), async (session) => {
    if (session.bindOnDevice === undefined)
      return notOnDevice("its engine has no hold of the device's memory");
    const { feeds } = await resolveInputs(session, task.inputs);
    const device = session.bindOnDevice(feeds);
    if ('reason' in device) return notOnDevice(device.reason);
    return measure({ host: session.bind(feeds), device }, task.warmup);
  });
}

function notOnDevice(reason: string): OnDevice {
  return { type: 'on-device', samplesMs: [], copyMs: { toDevice: null, fromDevice: null }, reason };
}

async function measure({ host, device }: Sides, warmup: TaskOf<'on-device'>['warmup']): Promise<OnDevice> {
  device.copyIn();
  await runBlock({ host, device }, 1);
  const canCopyOut = device.copyOut();
  const beginMs = performance.now();
  for (let run = 0; run < warmup.runs || performance.now() - beginMs < warmup.ms; run++)
    await runBlock({ host, device }, 1);
  const samplesMs = await timeBlocks({ host, device });
  const toDevice = await medianOf(() => {
    device.copyIn();
  });
  await host.run();
  const fromDevice = canCopyOut
    ? await medianOf(() => {
        device.copyOut();
      })
    : null;
  return { type: 'on-device', samplesMs, copyMs: { toDevice, fromDevice }, reason: null };
}

/** @returns for each block what one of its runs took, on average */
async function timeBlocks(sides: Sides): Promise<number[]> {
  const hostMs = await timeAll(() => sides.host.run(), BLOCKS, BLOCKS_MS / 4);
  const aloneMs = summarize(hostMs).median;
  const runs = Math.min(MOST_RUNS_OF_A_BLOCK, Math.max(1, Math.floor(BLOCK_MS / aloneMs)));
  const blocksMs = await timeAll(() => runBlock(sides, runs), BLOCKS, BLOCKS_MS);
  return blocksMs.map((ms) => Math.max(0, ms - aloneMs) / runs);
}

async function runBlock({ host, device }: Sides, runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) device.run();
  await host.run();
}

async function medianOf(copy: () => void): Promise<number> {
  const copying = (): Promise<void> => {
    copy();
    return DONE;
  };
  const ms = await timeAll(copying, COPIES, COPIES_MS);
  return summarize(ms).median;
}

/** @returns times of at most so many calls, one at least, none begun after `forMs` */
async function timeAll(call: () => Promise<unknown>, most: number, forMs: number): Promise<number[]> {
  const beginMs = performance.now();
  const samplesMs: number[] = [];
  do {
    const startMs = performance.now();
    await call();
    samplesMs.push(performance.now() - startMs);
  } while (samplesMs.length < most && performance.now() - beginMs < forMs);
  return samplesMs;
}

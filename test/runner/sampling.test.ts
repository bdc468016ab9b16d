import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { pidtree } from 'pidtree';
import pidusage from 'pidusage';
import t, { type Test } from 'tap';
import { PortableMeter } from '../../packages/runner/src/benchmark/meters/portable-meter.ts';
import {
  type MeterOptions,
  openProcessMeter,
  type ProcessMeter,
} from '../../packages/runner/src/benchmark/meters/process-meter.ts';
import { listTree } from '../../packages/runner/src/host/process-tree.ts';
import type { MemoryOrder } from './fixtures/memory-child.ts';

const MB = 2 ** 20;
const skip = process.platform === 'linux' ? false : 'only the Linux kernel is asked for peaks';
const asRoot = process.getuid?.() === 0 ? 'root may reset the peak of any process' : false;

await t.test('the peak of a phase is the kernel’s, to within 1 MB', { skip }, async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  t.equal(meter.method, 'kernel-peak');
  for (const sizeMb of [48, 256]) {
    await meter.beginPhase();
    const startBytes = await meter.currentBytes();
    await order(child, 'spike', sizeMb * MB);
    const { peakBytes, sampledPeakBytes } = await meter.endPhase();
    const excessMb = (peakBytes - startBytes) / MB - sizeMb;
    t.ok(Math.abs(excessMb) < 1, `${sizeMb} MB for a moment are reported ${excessMb.toFixed(3)} MB too high`);
    t.ok(peakBytes >= (sampledPeakBytes ?? Infinity), 'no sample lies above the peak');
  }
  await meter.beginPhase();
  const startBytes = await meter.currentBytes();
  const quiet = await meter.endPhase();
  t.ok(quiet.peakBytes - startBytes < MB, 'the next phase knows nothing of the last one');
});

await t.test('what the parent holds is not the child’s', { skip }, async (t) => {
  const held = Buffer.alloc(700 * MB, 1);
  const { pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await meter.beginPhase();
  const { peakBytes, sampledPeakBytes } = await meter.endPhase();
  t.ok(process.memoryUsage.rss() > held.length, 'the parent does hold it');
  t.ok(peakBytes < 300 * MB, `the child peaks at ${Math.round(peakBytes / MB)} MB`);
  t.ok((sampledPeakBytes ?? Infinity) < 300 * MB);
});

await t.test('descendants count', async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await meter.beginPhase();
  const startBytes = await meter.currentBytes();
  await order(child, 'child-hold', 100 * MB);
  const { peakBytes } = await meter.endPhase();
  t.ok(peakBytes - startBytes >= 100 * MB, 'one that came in the phase is in its peak');
  t.ok((await meter.currentBytes()) - startBytes >= 100 * MB);

  const tree = await listTree(pid);
  t.equal(tree.length, 2);
  t.same(tree, await pidtree(pid, { root: true }), 'pidtree finds the same');
});

await t.test('agrees with pidusage', async (t) => {
  const { child, pid } = await startChild(t);
  await order(child, 'hold', 100 * MB);
  const portable = await PortableMeter.open(pid, meterOptions());
  t.teardown(() => {
    portable.close();
  });
  const meter = await openMeter(t, pid);
  await portable.beginPhase();
  await meter.beginPhase();
  const { memory } = await pidusage(pid);
  const other = await portable.endPhase();
  const own = await meter.endPhase();
  t.equal(portable.method, 'sampled');
  for (const bytes of [own.peakBytes, own.sampledPeakBytes, other.peakBytes, other.sampledPeakBytes]) {
    t.ok(Math.abs((bytes ?? 0) - memory) < 4 * MB, `${bytes ?? 0} is about ${memory}`);
  }
});

await t.test('tells once that the limit was passed', { skip }, async (t) => {
  const { child, pid } = await startChild(t);
  const { promise, resolve } = Promise.withResolvers<number>();
  let calls = 0;
  const memoryLimitBytes = 200 * MB;
  const onLimitExceeded = (bytes: number): void => {
    calls += 1;
    resolve(bytes);
  };
  const meter = await openMeter(t, pid, { memoryLimitBytes, onLimitExceeded });
  t.equal(calls, 0);
  await order(child, 'hold', memoryLimitBytes);
  t.ok((await promise) > memoryLimitBytes);
  await meter.currentBytes();
  t.equal(calls, 1);
});

await t.test('a process that ends is no error', async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await order(child, 'hold', 100 * MB);
  await meter.beginPhase();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { peakBytes } = await meter.endPhase();
  t.ok(peakBytes >= 100 * MB, 'what was seen of it stays');
  t.equal(await meter.currentBytes(), 0);
  await meter.beginPhase();
  t.same(await meter.endPhase(), { peakBytes: 0, sampledPeakBytes: 0 });
  t.same(await listTree(pid), []);

  const late = await openMeter(t, pid);
  t.equal(await late.currentBytes(), 0);
});

await t.test('says so where the kernel keeps its peaks to itself', { skip: skip || asRoot }, async (t) => {
  const meter = await openMeter(t, 1);
  t.equal(meter.method, 'sampled', 'the first process is another user’s');
});

await t.test('closed meters leave nothing behind', async (t) => {
  const { exitCode } = await execaNode(fixture('meter-and-leave'), { nodeOptions: [], timeout: 60_000 });
  t.equal(exitCode, 0, 'the program ended by itself');
});

function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url));
}

/** A child that has been through its code already, and has no other threads: its own memory stays as it is. */
async function startChild(t: Test): Promise<{ child: ChildProcess; pid: number }> {
  const child = fork(fixture('memory-child'), { execArgv: ['--single-threaded'] });
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  for (let round = 0; round < 3; round++) await order(child, 'spike', 64 * MB);
  if (child.pid === undefined) throw new Error('the child did not start');
  return { child, pid: child.pid };
}

async function order(child: ChildProcess, use: MemoryOrder['use'], bytes: number): Promise<void> {
  child.send({ use, bytes } satisfies MemoryOrder);
  await once(child, 'message');
}

function meterOptions(): MeterOptions {
  return { intervalMs: 20, memoryLimitBytes: null, onLimitExceeded: () => undefined };
}

async function openMeter(t: Test, pid: number, change: Partial<MeterOptions> = {}): Promise<ProcessMeter> {
  const meter = await openProcessMeter(pid, { ...meterOptions(), ...change });
  t.teardown(() => {
    meter.close();
  });
  return meter;
}

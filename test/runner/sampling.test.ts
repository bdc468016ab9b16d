import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { pidtree } from 'pidtree';
import pidusage from 'pidusage';
import t, { type Test } from 'tap';
import { PortableMeter } from '../../packages/runner/src/benchmark/meters/memory/portable-meter.ts';
import type { Metered } from '../../packages/runner/src/benchmark/meters/meter.ts';
import { openMemory } from '../../packages/runner/src/benchmark/meters/memory.ts';
import type { MemoryMeter } from '../../packages/runner/src/benchmark/meters/memory/memory-meter.ts';
import { WatchedTree } from '../../packages/runner/src/benchmark/meters/watched-tree.ts';
import { listTree } from '../../packages/runner/src/host/process-tree.ts';
import { makeControlGroup, withoutControlGroups } from '../support/control-group.ts';
import type { MemoryOrder } from './fixtures/memory-child.ts';

const MB = 2 ** 20;
const INTERVAL_MS = 20;
const skip = process.platform === 'linux' ? false : 'only the Linux kernel is asked for peaks';
const asRoot = process.getuid?.() === 0 ? 'root may reset the peak of any process' : false;

await t.test('the peak of a phase is the kernel’s, to within 1 MB', { skip }, async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  for (const sizeMb of [48, 256]) {
    await meter.begin();
    await order(child, 'spike', sizeMb * MB);
    const { method, startBytes, peakBytes, sampledPeakBytes } = await meter.end();
    t.equal(method, 'kernel-peak');
    const excessMb = (peakBytes - startBytes) / MB - sizeMb;
    t.ok(Math.abs(excessMb) < 1, `${sizeMb} MB for a moment are reported ${excessMb.toFixed(3)} MB too high`);
    t.ok(peakBytes >= (sampledPeakBytes ?? Infinity), 'no sample lies above the peak');
  }
  await meter.begin();
  const quiet = await meter.end();
  t.ok(quiet.peakBytes - quiet.startBytes < MB, 'the next phase knows nothing of the last one');
});

await t.test('what is resident at a phase’s end, by what lies behind it', { skip }, async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await meter.begin();
  const before = await meter.end();
  await meter.begin();
  await order(child, 'hold', 100 * MB);
  await order(child, 'spike', 64 * MB);
  const { resident, peakBytes } = await meter.end();
  const grownMb = (kind: 'fileBytes' | 'anonymousBytes') =>
    ((resident?.[kind] ?? NaN) - (before.resident?.[kind] ?? NaN)) / MB;
  t.ok(Math.abs(grownMb('anonymousBytes') - 100) < 1, `${grownMb('anonymousBytes').toFixed(3)} MB held`);
  t.ok(Math.abs(grownMb('fileBytes')) < 1, 'no file is behind it');
  t.ok((resident?.fileBytes ?? 0) > 10 * MB, 'Node’s own program is');
  const { fileBytes = NaN, anonymousBytes = NaN, sharedBytes = NaN } = resident ?? {};
  t.ok(
    peakBytes - (fileBytes + anonymousBytes + sharedBytes) > 60 * MB,
    'what was freed meanwhile is in the peak alone',
  );
});

await t.test(
  'peaks of several processes are a bound, and their control group has that of one moment',
  { skip: skip || (await withoutControlGroups('memory')) },
  async (t) => {
    const group = await makeControlGroup(t, 'memory');
    const { child, pid } = await startChild(t);
    group.take(pid);
    const meter = await openMeter(t, pid);
    await meter.begin();
    await order(child, 'spike', 200 * MB);
    await order(child, 'child-hold', 200 * MB);
    const reading = await meter.end();
    t.equal(reading.processes, 2);
    t.ok(reading.peakBytes - reading.startBytes > 400 * MB, 'one peak after the other, added up');
    const { startBytes = NaN, peakBytes = NaN } = reading.group ?? {};
    const grownMb = (peakBytes - startBytes) / MB;
    t.ok(grownMb >= 200 && grownMb < 350, `the group grew by ${grownMb.toFixed(1)} MB`);
    await meter.begin();
    const quiet = await meter.end();
    t.ok((quiet.group?.peakBytes ?? NaN) - (quiet.group?.startBytes ?? NaN) < 5 * MB, 'reset by the phase');
  },
);

await t.test('what the parent holds is not the child’s', { skip }, async (t) => {
  const held = Buffer.alloc(700 * MB, 1);
  const { pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await meter.begin();
  const { peakBytes, sampledPeakBytes } = await meter.end();
  t.ok(process.memoryUsage.rss() > held.length, 'the parent does hold it');
  t.ok(peakBytes < 300 * MB, `the child peaks at ${Math.round(peakBytes / MB)} MB`);
  t.ok((sampledPeakBytes ?? Infinity) < 300 * MB);
});

await t.test('descendants count', async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await meter.begin();
  await order(child, 'child-hold', 100 * MB);
  const { startBytes, peakBytes, processes, resident, group } = await meter.end();
  t.ok(peakBytes - startBytes >= 100 * MB, 'one that came in the phase is in its peak');
  t.equal(processes, 2);
  t.equal(group, null, 'it is in the group of this process, with others');
  if (process.platform === 'linux') t.ok((resident?.anonymousBytes ?? 0) >= 100 * MB);
  t.ok((await currentBytes(meter)) - startBytes >= 100 * MB);

  const tree = await listTree(pid);
  t.equal(tree.length, 2);
  t.same(tree, await pidtree(pid, { root: true }), 'pidtree finds the same');
});

await t.test('agrees with pidusage', async (t) => {
  const { child, pid } = await startChild(t);
  await order(child, 'hold', 100 * MB);
  const portable = await PortableMeter.open(metered(pid), INTERVAL_MS);
  t.teardown(() => {
    portable.close();
  });
  const meter = await openMeter(t, pid);
  await portable.begin();
  await meter.begin();
  const { memory } = await pidusage(pid);
  const other = await portable.end();
  const own = await meter.end();
  t.equal(other.method, 'sampled');
  // A footprint is something else.
  const ofOwn = own.counts === 'resident' ? [own.peakBytes, own.sampledPeakBytes] : [];
  for (const bytes of [...ofOwn, other.peakBytes, other.sampledPeakBytes]) {
    t.ok(Math.abs((bytes ?? 0) - memory) < 4 * MB, `${bytes ?? 0} is about ${memory}`);
  }
});

await t.test('memory and CPU are told as they are read', async (t) => {
  const { pid } = await startChild(t);
  const ramBytes = Promise.withResolvers<number>();
  const cpuPercent = Promise.withResolvers<number>();
  await openMeter(t, pid, {
    onUsage: (seen) => {
      if (typeof seen.ramBytes === 'number') ramBytes.resolve(seen.ramBytes);
      if (typeof seen.cpuPercent === 'number') cpuPercent.resolve(seen.cpuPercent);
    },
  });
  t.ok((await ramBytes.promise) > 10 * MB);
  t.ok((await cpuPercent.promise) >= 0);
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
  await meter.end();
  t.equal(calls, 1);
});

await t.test('a process that ends is no error', async (t) => {
  const { child, pid } = await startChild(t);
  const meter = await openMeter(t, pid);
  await order(child, 'hold', 100 * MB);
  await meter.begin();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { peakBytes } = await meter.end();
  t.ok(peakBytes >= 100 * MB, 'what was seen of it stays');
  await meter.begin();
  t.match(await meter.end(), { startBytes: 0, peakBytes: 0, sampledPeakBytes: 0 });
  t.same(await listTree(pid), []);

  const late = await openMeter(t, pid);
  t.equal(await currentBytes(late), 0);
});

await t.test('says so where the kernel keeps its peaks to itself', { skip: skip || asRoot }, async (t) => {
  const meter = await openMeter(t, 1);
  t.equal((await meter.end()).method, 'sampled', 'the first process is another user’s');
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

function metered(pid: number): Metered {
  const tree = new WatchedTree(pid, { wrappers: 0, onTooManyProcesses: () => undefined });
  return {
    tree,
    usesAccelerator: false,
    isMeasured: true,
    provider: () => null,
    onUsage: () => undefined,
    memoryLimitBytes: null,
    onLimitExceeded: () => undefined,
  };
}

async function openMeter(t: Test, pid: number, change: Partial<Metered> = {}): Promise<MemoryMeter> {
  const meter = await openMemory({ ...metered(pid), ...change }, INTERVAL_MS);
  t.teardown(() => {
    meter.close();
  });
  return meter;
}

async function currentBytes(meter: MemoryMeter): Promise<number> {
  await meter.begin();
  const { startBytes } = await meter.end();
  return startBytes;
}

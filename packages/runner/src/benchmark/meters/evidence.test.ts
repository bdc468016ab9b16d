import t from 'tap';
import { openEvidence, type Witnesses } from './evidence.ts';
import { WatchedTree } from './watched-tree.ts';

const tree = new WatchedTree(process.pid, { wrappers: 0, onTooManyProcesses: () => undefined });
const told = {} as Parameters<Awaited<ReturnType<typeof openEvidence>>['end']>[0];
const measured = { tree, usesAccelerator: true, isMeasured: true };

function witnesses(gpuMs: readonly (number | null)[], cpuMs: readonly (number | null)[]): Witnesses {
  const [gpu, cpu] = [gpuMs.values(), cpuMs.values()];
  return {
    gpuMsOf: (pids) => (pids.includes(process.pid) ? (gpu.next().value ?? null) : null),
    cpuMsOf: (pid) => (pid === process.pid ? (cpu.next().value ?? null) : null),
    close: () => undefined,
  };
}

await t.test('what passed between the ends of each phase', async (t) => {
  let isOpen = true;
  const inTurn = witnesses([100, 900, 900, 950], [50, 70, 80, 80]);
  const meter = await openEvidence(measured, () =>
    Promise.resolve({
      ...inTurn,
      close: () => {
        isOpen = false;
      },
    }),
  );
  await meter.begin();
  t.match(await meter.end(told), { gpuMs: 800, cpuMs: 20, elapsedMs: Number });
  await meter.begin();
  t.match(await meter.end(told), { gpuMs: 50, cpuMs: 0 });
  meter.close?.();
  t.equal(isOpen, false);
});

await t.test('what nobody tells is null, and never below nothing', async (t) => {
  const silent = await openEvidence(measured, () => Promise.resolve(witnesses([], [])));
  await silent.begin();
  t.match(await silent.end(told), { gpuMs: null, cpuMs: null });
  const reset = await openEvidence(measured, () => Promise.resolve(witnesses([100, 20], [])));
  await reset.begin();
  t.match(await reset.end(told), { gpuMs: 0 });
});

await t.test('nobody is asked on the CPU, nor of a mere load', async (t) => {
  const never = (): Promise<never> => Promise.reject(new Error('was opened'));
  for (const other of [{ usesAccelerator: false }, { isMeasured: false }]) {
    const meter = await openEvidence({ ...measured, ...other }, never);
    await meter.begin();
    t.equal(await meter.end(told), null);
  }
  const here = await openEvidence(measured, () => Promise.resolve(null));
  t.equal(await here.end(told), null);
});

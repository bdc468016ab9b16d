/** The meter on macOS, whose calls are a fake of them that is built here. */
import koffi from 'koffi';
import t from 'tap';
import { MacosUsages } from '../../../host/macos-usage.ts';
import { buildFake, FAKE_RUSAGE, skipWithoutGcc as skip } from '../../../host/testing/fake-library.ts';
import { WatchedTree } from '../watched-tree.ts';
import { KernelMeter } from './kernel-meter.ts';
import { macosKernel } from './kernels.ts';

const SET = 'void fake_set(int pid, uint64_t ticks, uint64_t footprint, uint64_t energy_nj, uint64_t neural)';
const MB = 2 ** 20;
/** Longer than the test: only the readings at the ends of phases count. */
const NEVER_MS = 2 ** 30;

await t.test("peaks of a phase are the kernel's, the Neural Engine's apart", { skip }, async (t) => {
  const file = await buildFake(FAKE_RUSAGE, t.testdir({}));
  const set = koffi.load(file).func(SET);
  const hold = (mb: number, neuralMb: number): void => {
    set(process.pid, 0, mb * MB, 0, neuralMb * MB);
  };
  const usages = await MacosUsages.open(file);
  if (usages === null) throw new Error('the fake was not opened');
  const ofLimit: number[] = [];
  hold(100, 0);
  const meter = await KernelMeter.open(
    {
      tree: new WatchedTree(process.pid, { wrappers: 0, onTooManyProcesses: () => undefined }),
      ...{ usesAccelerator: true, isMeasured: true, provider: () => null, onUsage: () => undefined },
      ...{ memoryLimitBytes: 350 * MB, onLimitExceeded: (bytes) => ofLimit.push(bytes) },
    },
    NEVER_MS,
    macosKernel(usages),
  );
  t.teardown(() => {
    meter.close();
  });
  await meter.begin();
  hold(300, 80);
  hold(150, 60);
  t.match(await meter.end(), {
    ...{ method: 'kernel-peak', counts: 'footprint', startBytes: 100 * MB, peakBytes: 300 * MB },
    ...{ sampledPeakBytes: 150 * MB, neuralPeakBytes: 80 * MB, processes: 1, resident: null, group: null },
  });
  await meter.begin();
  t.match(await meter.end(), { startBytes: 150 * MB, peakBytes: 150 * MB, neuralPeakBytes: 60 * MB });
  t.strictSame(ofLimit, []);
  hold(400, 0);
  await meter.end();
  t.strictSame(ofLimit, [400 * MB], 'a footprint above the limit');
});

await t.test('an older macOS tells nothing of the Neural Engine', { skip }, async (t) => {
  const usages = await MacosUsages.open(await buildFake(FAKE_RUSAGE, t.testdir({}), '-DOLD'));
  if (usages === null) throw new Error('the fake was not opened');
  t.equal(macosKernel(usages).openProcess(process.pid)?.neuralPeakBytes(), null);
});

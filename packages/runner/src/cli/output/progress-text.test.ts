import t from 'tap';
import { describeDownload, describeElapsed, describeEvent, describeUsage } from './progress-text.ts';

const load = { type: 'process', purpose: 'load', index: 3, total: 5 } as const;
const floor = { type: 'process', purpose: 'floor', index: 1, total: 1 } as const;

await t.test('events become words', async (t) => {
  t.match(describeEvent(load, load), { text: 'starting, process 3/5', expectedMs: null });
  t.match(describeEvent({ type: 'phase', phase: 'measure', expectedMs: 9 }, load), {
    text: 'measuring, process 3/5',
    expectedMs: 9,
  });
  t.match(describeEvent({ type: 'hashing', hashedBytes: 2 ** 29, totalBytes: 2.5 * 2 ** 30 }, undefined), {
    text: 'reading the model, 512 MB of 2.50 GB (20 %)',
  });
  t.match(describeEvent(floor, floor), { text: 'measuring the harness' });
  t.equal(describeEvent({ type: 'phase', phase: 'load', expectedMs: null }, floor), undefined);
  t.equal(describeEvent({ type: 'loaded', ms: 3 }, load), undefined);
});

await t.test('elapsed time is shown from the first second on', async (t) => {
  t.equal(describeElapsed(999, 5000), '');
  t.equal(describeElapsed(3200, 12_300), '(3 of 12 s)');
  t.equal(describeElapsed(3200, null), '(3 s)');
});

await t.test('a download says how far it is', async (t) => {
  t.equal(describeDownload(2 ** 20, 4 * 2 ** 20), 'downloading, 1.0 MB of 4.0 MB (25 %)');
  t.equal(describeDownload(2 ** 20, null), 'downloading, 1.0 MB');
});

await t.test('of what a process takes, what is known', async (t) => {
  const none = { cpuPercent: null, ramBytes: null, gpuPercent: null, powerW: null };
  t.equal(describeUsage(none), '');
  t.equal(describeUsage({ ...none, cpuPercent: 397.4, ramBytes: 2 ** 29 }), 'CPU 397 %, memory 512 MB');
  const all = { cpuPercent: 6.04, ramBytes: 20 * 2 ** 30, gpuPercent: 100, powerW: 212.4 };
  t.equal(describeUsage(all), 'CPU 6.0 %, memory 20.0 GB, GPU 100 %, board 212 W');
});

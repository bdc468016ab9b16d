/** macOS's calls as a fake of them that is built here. */
import koffi from 'koffi';
import t from 'tap';
import { MacosProcess } from './macos-process.ts';
import { MacosUsages } from './macos-usage.ts';
import { buildFake, FAKE_RUSAGE, skipWithoutGcc as skip } from './testing/fake-library.ts';

const SET = 'void fake_set(int pid, uint64_t ticks, uint64_t footprint, uint64_t energy_nj, uint64_t neural)';
const MB = 2 ** 20;

await t.test('what a process has taken, and the peaks of a phase', { skip }, async (t) => {
  const file = await buildFake(FAKE_RUSAGE, t.testdir({}));
  const set = koffi.load(file).func(SET);
  const usages = await MacosUsages.open(file);
  if (usages === null) throw new Error('the fake was not opened');
  set(812, 24_000_000, 100 * MB, 5, 7 * MB);
  t.strictSame(usages.read(812), {
    cpuMs: 1000,
    footprintBytes: 100 * MB,
    footprintPeakBytes: 100 * MB,
    energyNj: 5n,
    neuralPeakBytes: 7 * MB,
  });
  set(812, 24_000_000, 300 * MB, 5, 50 * MB);
  set(812, 24_000_000, 80 * MB, 5, 0);
  t.match(usages.read(812), {
    footprintBytes: 80 * MB,
    footprintPeakBytes: 300 * MB,
    neuralPeakBytes: 50 * MB,
  });
  const process812 = MacosProcess.open(usages, 812);
  t.equal(process812?.resetPeak(), true);
  t.equal(process812?.peakBytes(), 80 * MB, 'the next phase begins');
  t.equal(process812?.neuralPeakBytes(), 0);
  t.equal(process812?.cpuMs(), 1000);
  t.equal(process812?.residentKinds(), null);
  t.equal(process812?.sharedOutKinds(), null);
  process812?.close();
  t.equal(usages.read(813), null, "another user's, or none");
  t.equal(usages.resetPeaks(813), false);
  t.equal(MacosProcess.open(usages, 813), null);
});

await t.test('before macOS 13 there is neither energy nor a Neural Engine', { skip }, async (t) => {
  const usages = await MacosUsages.open(await buildFake(FAKE_RUSAGE, t.testdir({}), '-DOLD'));
  t.match(usages?.read(process.pid), { footprintBytes: 0, energyNj: null, neuralPeakBytes: null });
});

await t.test('where there is nothing to ask', async (t) => {
  t.equal(await MacosUsages.open('/no/such/library'), null);
});

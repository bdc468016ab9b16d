import fc from 'fast-check';
import { MOST_TIMELINE_POINTS, reportSchema } from '@dumont/protocol';
import t from 'tap';
import { UsageRecorder } from './usage-recorder.ts';

const MB = 2 ** 20;
const untold = (): void => undefined;

await t.test('a point is the mean of rates and the highest of memory in its interval', async (t) => {
  const recorder = new UsageRecorder(1000, untold);
  recorder.observe({ ramBytes: 10 * MB }, 1010);
  recorder.observe({ cpuPercent: 100 }, 1020);
  recorder.observe({ ramBytes: 30 * MB, cpuPercent: 50 }, 1060);
  recorder.observe({ ramBytes: 20 * MB, gpuPercent: 90, powerW: 210.04 }, 1090);
  recorder.observe({ ramBytes: 5 * MB, gpuPercent: null, powerW: null }, 1250);
  recorder.observe({ gpuPercent: null, powerW: null }, 1290);
  recorder.observe({ gpuPercent: null }, 1400);
  t.strictSame(recorder.finish(1300).points, [
    { atMs: 90, cpuPercent: 75, ramMb: 30, gpuPercent: 90, powerW: 210 },
    { atMs: 250, cpuPercent: null, ramMb: 5, gpuPercent: null, powerW: null },
  ]);
});

await t.test('however long it lasts there are few points, in order, and no peak is lost', async (t) => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 1, max: 4096 })), {
    minLength: 1,
    maxLength: 2000,
  });
  fc.assert(
    fc.property(steps, (list) => {
      const recorder = new UsageRecorder(0, untold);
      let nowMs = 0;
      for (const [stepMs, mb] of list) {
        nowMs += stepMs;
        recorder.observe({ ramBytes: mb * MB, cpuPercent: 100 }, nowMs);
      }
      const timeline = reportSchema.shape.timeline.parse(recorder.finish(nowMs));
      const points = timeline?.points ?? [];
      t.ok(points.length >= 1 && points.length <= MOST_TIMELINE_POINTS);
      t.ok(points.every(({ atMs }, index) => index === 0 || atMs > (points[index - 1]?.atMs ?? Infinity)));
      t.equal(points.at(-1)?.atMs, nowMs);
      t.equal(Math.max(...points.map(({ ramMb }) => ramMb ?? 0)), Math.max(...list.map(([, mb]) => mb)));
      t.ok(points.every(({ cpuPercent }) => cpuPercent === 100));
    }),
    { numRuns: 50 },
  );
});

await t.test('the interval doubles only when there is no more room', async (t) => {
  const recorder = new UsageRecorder(0, untold);
  for (let index = 0; index < MOST_TIMELINE_POINTS; index++) recorder.observe({ ramBytes: MB }, index * 100);
  t.equal(recorder.finish(0).points.length, MOST_TIMELINE_POINTS);
  recorder.observe({ ramBytes: MB }, MOST_TIMELINE_POINTS * 100);
  t.equal(recorder.finish(0).points.length, MOST_TIMELINE_POINTS / 2 + 1);
});

await t.test('phases, the measuring one apart from its warm-up', async (t) => {
  const recorder = new UsageRecorder(1000, untold);
  recorder.beginPhase('load', 1100);
  recorder.endPhase(190, 1300);
  recorder.beginPhase('measure', 1400);
  recorder.endPhase(500, 2000);
  t.strictSame(recorder.finish(2100).phases, [
    { name: 'load', startMs: 100, endMs: 300 },
    { name: 'warmup', startMs: 400, endMs: 500 },
    { name: 'measure', startMs: 500, endMs: 1000 },
  ]);
});

await t.test(
  'a phase that did not end lasts until the process did, where it is known what it was',
  async (t) => {
    const loading = new UsageRecorder(0, untold);
    loading.beginPhase('load', 100);
    t.strictSame(loading.finish(900).phases, [{ name: 'load', startMs: 100, endMs: 900 }]);
    const measuring = new UsageRecorder(0, untold);
    measuring.beginPhase('measure', 100);
    t.strictSame(measuring.finish(900).phases, []);
  },
);

await t.test('the newest of everything is told twice a second at most', async (t) => {
  const told: unknown[] = [];
  const recorder = new UsageRecorder(0, (usage) => told.push(usage));
  for (let nowMs = 0; nowMs <= 1400; nowMs += 50) recorder.observe({ ramBytes: nowMs }, nowMs);
  recorder.observe({ cpuPercent: 80 }, 1450);
  recorder.observe({ gpuPercent: 7 }, 1500);
  const none = { cpuPercent: null, gpuPercent: null, powerW: null };
  t.strictSame(told, [
    { ...none, ramBytes: 500 },
    { ...none, ramBytes: 1000 },
    { cpuPercent: 80, ramBytes: 1400, gpuPercent: 7, powerW: null },
  ]);
});

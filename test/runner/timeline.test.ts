/** What the measured process took over its life: in its report, and told while it runs. */
import type { Timeline } from '@dumont/protocol';
import { launchBenchmark, type BenchmarkEvent } from '@dumont/runner';
import t from 'tap';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';

/** Long enough for several looks at the CPU time. */
const LONG = { do: 'compute', ms: 2000 };

await t.test('phases and points of the measured process are in the report, and told meanwhile', async (t) => {
  const file = await writeFakeModel(t, { load: [LONG], runs: [[{ do: 'compute', ms: 20 }]] });
  const told: BenchmarkEvent[] = [];
  const { timeline, inference } = await launchBenchmark(requestFor(file, { measureFloor: false }), {
    onEvent: (event) => {
      if (event.type === 'usage') told.push(event);
    },
  });
  if (!timeline || inference === null) throw new Error('it was not measured');
  const [load, first, warmup, measured] = timeline.phases;
  if (load === undefined || measured === undefined) throw new Error('it has no phases');
  t.match(
    [load, first, warmup, measured],
    ['load', 'first', 'warmup', 'measure'].map((name) => ({ name })),
  );
  const bounds = timeline.phases.flatMap(({ startMs, endMs }) => [startMs, endMs]);
  t.strictSame(
    bounds,
    bounds.toSorted((a, b) => a - b),
    'one after the other',
  );
  t.ok(load.startMs > 0, 'a process takes time to start');
  t.ok(load.endMs - load.startMs >= 2000);
  const runsMs = inference.samplesMs.reduce((sum, ms) => sum + ms, 0);
  t.ok(measured.endMs - measured.startMs >= runsMs - 1, 'all measured runs are in their band');
  t.ok(timeline.points.some(isMemory));
  t.ok(timeline.points.some(({ cpuPercent }) => Number(cpuPercent) > 0));
  t.ok(
    timeline.points.every(({ gpuPercent, powerW }) => gpuPercent === null && powerW === null),
    'no board',
  );
  t.ok(told.some((event) => event.type === 'usage' && Number(event.ramBytes) > 10 * 2 ** 20));
});

await t.test('one that dies while loading has told what it took until then', async (t) => {
  const file = await writeFakeModel(t, { load: [LONG, { do: 'die', signal: 'SIGSEGV' }] });
  const { status, timeline } = await launchBenchmark(requestFor(file));
  t.equal(status, 'failed');
  t.strictSame(
    timeline?.phases.map(({ name }) => name),
    ['load'],
  );
  t.ok(timeline?.points.some(isMemory));
});

/** Less than any Node has. */
function isMemory({ ramMb }: Timeline['points'][number]): boolean {
  return Number(ramMb) > 10;
}

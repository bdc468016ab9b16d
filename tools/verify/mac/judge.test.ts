/** What a Mac's reports and tools say: when that is enough, and when not. */
import t from 'tap';
import type { BenchmarkReport } from '@dumont/protocol';
import { completeReport, failedReport } from '../../../packages/protocol/src/testing/sample-report.ts';
import { descendantsOf, parseFootprint } from './footprint.ts';
import { judgeEvidence, judgeLeak, judgeLoads, judgeMemory, judgePlan, judgeSandbox } from './judge.ts';
import { readOptions } from './options.ts';

const { engine, inference, load, memory } = completeReport;
if (inference === null || load === null || memory === null) throw new Error('the sample has all of them');
const peaks = memory.inference;
if (peaks === null) throw new Error('the sample has them');

await t.test('loads pass where the first is the slowest, but for noise', async (t) => {
  const loaded = (samplesMs: number[]): BenchmarkReport => ({
    ...completeReport,
    load: { ...load, samplesMs },
  });
  t.match(judgeLoads(loaded([900, 50, 52, 51])), {
    verdict: 'pass',
    seen: 'first 900 ms, then 51 ms (3 processes)',
  });
  t.match(judgeLoads(loaded([48, 50, 52])), { verdict: 'pass' });
  t.match(judgeLoads(loaded([10, 50, 52])), { verdict: 'fail' });
  t.match(judgeLoads(loaded([900, 50])), { verdict: 'fail' }, 'too few to say');
  t.match(judgeLoads(failedReport), { verdict: 'fail' });
});

await t.test('a plan passes where it has operations, on the CPU where it has all there', async (t) => {
  const planned = (computeUnit: string, verdict: 'full' | 'fallback', nodes: Record<string, number>) => ({
    ...completeReport,
    engine: { ...engine, computeUnit, placement: { verdict, nodes, timeMs: {}, source: 'plan' as const } },
  });
  t.match(judgePlan(planned('CPU (CoreML)', 'full', { 'coreml-cpu': 4 })), { verdict: 'pass' });
  t.match(judgePlan(planned('CPU (CoreML)', 'fallback', { ane: 4 })), { verdict: 'fail' });
  t.match(
    judgePlan(planned('GPU (CoreML)', 'fallback', { 'coreml-cpu': 4 })),
    { verdict: 'pass' },
    'it may prefer it',
  );
  t.match(judgePlan(planned('GPU (CoreML)', 'full', {})), { verdict: 'fail' });
  t.match(judgePlan({ ...completeReport, engine: { ...engine, placement: null } }), { verdict: 'fail' });
});

await t.test('what is planned for a unit must be seen there', async (t) => {
  const seen = (
    computeUnit: string,
    nodes: Record<string, number>,
    gpuTimeMs: number | null,
    neuralFootprintMb: number | null,
  ) =>
    judgeEvidence({
      ...completeReport,
      engine: { ...engine, computeUnit, placement: { verdict: 'full', nodes, timeMs: {}, source: 'plan' } },
      acceleratorEvidence: { elapsedMs: 1000, gpuTimeMs, neuralFootprintMb, cpuTimeMs: 10 },
    });
  t.match(seen('GPU (CoreML)', { 'coreml-gpu': 5 }, 700, 0), { verdict: 'pass' });
  t.match(seen('GPU (CoreML)', { 'coreml-gpu': 5 }, 0, 0), { verdict: 'fail' });
  t.match(seen('GPU (CoreML)', { 'coreml-cpu': 5 }, 0, 0), { verdict: 'pass' }, 'nothing was planned there');
  t.match(seen('GPU (CoreML)', { 'coreml-gpu': 5 }, null, 0), { verdict: 'fail', seen: /not told/ });
  t.match(seen('Neural Engine (CoreML)', { ane: 5 }, 0, 12.5), { verdict: 'pass', seen: /12\.5 MB/ });
  t.match(seen('Neural Engine (CoreML)', { ane: 5 }, 700, 0), { verdict: 'fail' });
  t.match(judgeEvidence(completeReport), { verdict: 'fail' });
});

const peaking = (peakMb: number, n = 100): BenchmarkReport => ({
  ...completeReport,
  inference: { ...inference, ms: { ...inference.ms, n } },
  memory: {
    ...memory,
    counts: 'footprint',
    load: { ...memory.load, peakMb: 10 },
    inference: { ...peaks, peakMb },
  },
});

await t.test('a leak is memory that grows with the runs', async (t) => {
  t.match(judgeLeak(peaking(100), peaking(104, 2000)), { verdict: 'pass', seen: /after 1900 more runs/ });
  t.match(judgeLeak(peaking(100), peaking(140, 2000)), { verdict: 'fail' });
  t.match(judgeLeak(peaking(100), peaking(100)), { verdict: 'fail' }, 'no more runs show nothing');
  t.match(judgeLeak({ ...peaking(100), memory: null }, peaking(100, 2000)), { verdict: 'fail' });
  t.match(judgeLeak(failedReport, peaking(100, 2000)), { verdict: 'fail' });
});

await t.test('memory passes where footprint tells the same', async (t) => {
  const looks = [{ largestMb: 90 }, { largestMb: 200 }];
  t.match(judgeMemory(peaking(205), looks), {
    verdict: 'pass',
    seen: '205.0 MB; footprint: 200.0 MB in 2 looks',
  });
  t.match(judgeMemory(peaking(260), looks), { verdict: 'fail' });
  t.match(judgeMemory(peaking(150), looks), { verdict: 'fail' });
  t.match(judgeMemory(peaking(205), []), { verdict: 'fail' });
  t.match(judgeMemory({ ...peaking(205), memory: { ...memory, counts: 'resident' } }, looks), {
    verdict: 'fail',
  });
});

await t.test("the sandbox passes with macOS's own wall", async (t) => {
  const walled = (layers: string[]): BenchmarkReport => ({
    ...completeReport,
    sandbox: { mode: 'strict', layers, missing: [], reason: '' },
  });
  t.match(judgeSandbox(walled(['process', 'seatbelt'])), { verdict: 'pass' });
  t.match(judgeSandbox(walled(['process'])), { verdict: 'fail' });
  t.match(judgeSandbox(failedReport), { verdict: 'fail' });
  const error = { code: 'SANDBOX_UNAVAILABLE', message: 'none here', exitCode: 14, signal: null } as const;
  t.match(judgeSandbox({ ...failedReport, error }), { verdict: 'skipped', seen: 'none here' });
});

await t.test("footprint's words are parsed, and processes told from their ancestors", async (t) => {
  const said = (size: string) =>
    `node [12]: 64-bit    Footprint: 9 MB\n\nAuxiliary data:\n    phys_footprint: ${size}\n    phys_footprint_peak: 99 MB\n`;
  t.equal(parseFootprint(said('86 MB')), 86);
  t.equal(parseFootprint(said('2048 KB')), 2);
  t.equal(parseFootprint(said('1.5 GB')), 1536);
  t.equal(parseFootprint('node: no such process'), null);
  t.throws(() => parseFootprint(said('x MB')));
  t.throws(() => parseFootprint(said('3 pages')));
  t.strictSame(descendantsOf('  1  0\n 10  1\n 11 10\n 12 11\n 20  1\n  0 0\n', 10), [11, 12]);
  t.throws(() => descendantsOf('ps: illegal option', 1));
});

await t.test('elsewhere than on a Mac it is refused, unless an engine is given', async (t) => {
  t.throws(() => readOptions([], 'linux'), { code: 'USAGE', message: /this is Linux/ });
  t.match(readOptions([], 'darwin').units, ['CPU (CoreML)', 'GPU (CoreML)', 'Neural Engine (CoreML)']);
  t.match(readOptions(['--unit', 'ane', '--engine', './fake.js'], 'linux'), {
    units: ['Neural Engine (CoreML)'],
    engine: './fake.js',
  });
  t.throws(() => readOptions(['--unit', 'cuda'], 'darwin'), { code: 'USAGE' });
});

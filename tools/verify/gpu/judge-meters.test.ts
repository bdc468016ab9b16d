/** Our meters and nvidia-smi's: when they agree, when not, and when there is nothing to say. */
import t from 'tap';
import type { Accelerator, BenchmarkReport, Energy } from '@dumont/protocol';
import { completeReport } from '../../../packages/protocol/src/testing/sample-report.ts';
import {
  judgeBoard,
  judgeEnergy,
  judgeMemory,
  judgePower,
  judgeUtilization,
  whyNotComparable,
  type Metered,
} from './judge-meters.ts';
import { parseNvidiaSmi, type BoardLook } from './nvidia-smi.ts';

const UUID = 'GPU-5f1b2c3d-0000-1111-2222-333344445555';
const OTHER = 'GPU-00000000-0000-1111-2222-333344445555';

const accelerator: Accelerator = {
  name: 'NVIDIA H100 80GB HBM3',
  uuid: UUID,
  driver: '580.82.07',
  utilizationPercent: 90,
  utilizationReason: null,
  vramPeakMb: 900,
  vramBaselineMb: 0,
  vramOf: 'process',
  powerW: 300,
  idlePowerW: 70,
  energyMjPerRun: 1200,
  clockMhz: 1980,
  temperatureC: 40,
  throttled: [],
};
/** 300 W for the sample report's mean run. */
const energy: Energy = {
  source: 'nvml',
  joulesPerRun: (300 * (completeReport.inference?.ms.mean ?? NaN)) / 1000,
  idleW: 70,
  reason: null,
};

const look: BoardLook = {
  uuid: UUID,
  name: 'NVIDIA H100 80GB HBM3',
  driver: '580.82.07',
  utilizationPercent: 92,
  usedMb: 1520,
  powerW: 305,
};
const idle: BoardLook = { ...look, utilizationPercent: 0, usedMb: 600, powerW: 70 };
/** A neighbour that does more must not be taken for ours. */
const neighbour: BoardLook = { ...look, uuid: OTHER, usedMb: 40_000, powerW: 650 };

function metered(
  change: Partial<BenchmarkReport> = {},
  during: readonly BoardLook[] = [idle, look, neighbour],
): Metered {
  return { report: { ...completeReport, accelerator, energy, ...change }, before: [idle, neighbour], during };
}

const withAccelerator = (change: Partial<Accelerator>) =>
  metered({ accelerator: { ...accelerator, ...change } });

await t.test("nvidia-smi's words are parsed, and others refused", async (t) => {
  const csv = `${UUID}, NVIDIA H100 80GB HBM3, 580.82.07, 92, 81559, 80039, 305.25\n${OTHER}, NVIDIA T4, 580.82.07, [N/A], 15360, 15000, [Not Supported]\n`;
  t.strictSame(parseNvidiaSmi(csv), [
    { ...look, powerW: 305.25 },
    { ...look, uuid: OTHER, name: 'NVIDIA T4', utilizationPercent: null, usedMb: 360, powerW: null },
  ]);
  t.strictSame(parseNvidiaSmi(''), []);
  for (const faulty of [
    'NVIDIA-SMI has failed',
    `${UUID}, T4`,
    csv.replace('92', '-3'),
    csv.replace('92', 'x'),
  ])
    t.throws(() => parseNvidiaSmi(faulty), faulty);
});

await t.test('figures that agree pass', async (t) => {
  t.equal(whyNotComparable(metered()), null);
  for (const judge of [judgeBoard, judgeMemory, judgeUtilization, judgePower, judgeEnergy])
    t.match(judge(metered()), { verdict: 'pass' }, judge.name);
  const ofBoard = withAccelerator({ vramOf: 'board', vramPeakMb: 1500 });
  t.match(judgeMemory(ofBoard), { verdict: 'pass', seen: '1500 MB (of the board); nvidia-smi: 1520 MB' });
});

await t.test('figures that do not agree fail, and so do those that are missing', async (t) => {
  t.match(judgeBoard(withAccelerator({ driver: '575.1' })), { verdict: 'fail', seen: /nvidia-smi: .*580/ });
  t.match(judgeBoard(withAccelerator({ uuid: 'GPU-1' })), { verdict: 'fail', seen: /has none of that uuid/ });
  t.match(judgeBoard(metered({ accelerator: null })), { verdict: 'fail' });
  t.match(judgeMemory(withAccelerator({ vramPeakMb: 1500 })), { verdict: 'fail' });
  t.match(judgeMemory(withAccelerator({ vramPeakMb: null })), {
    verdict: 'fail',
    seen: /the report has none/,
  });
  t.match(judgeUtilization(withAccelerator({ utilizationPercent: 60 })), { verdict: 'fail' });
  const untold = withAccelerator({ utilizationPercent: null, utilizationReason: 'its driver does not tell' });
  t.match(judgeUtilization(untold), { verdict: 'fail', seen: /its driver does not tell/ });
  t.match(judgePower(withAccelerator({ powerW: 72 })), { verdict: 'fail' });
  t.match(judgePower(withAccelerator({ powerW: null })), { verdict: 'fail' });
  const doubled = metered({ energy: { ...energy, joulesPerRun: 2 * (energy.joulesPerRun ?? 0) } });
  t.match(judgeEnergy(doubled), { verdict: 'fail' });
  const uncounted = metered({ energy: { ...energy, joulesPerRun: null, reason: 'counts no energy' } });
  t.match(judgeEnergy(uncounted), { verdict: 'fail', seen: /counts no energy/ });
});

await t.test('what nvidia-smi does not tell is skipped', async (t) => {
  const silent = { ...look, utilizationPercent: null, usedMb: null, powerW: null };
  const untold: Metered = { ...metered({}, [silent]), before: [silent] };
  for (const judge of [judgeMemory, judgeUtilization, judgePower, judgeEnergy])
    t.match(judge(untold), { verdict: 'skipped' }, judge.name);
});

await t.test('without a run or a board there is nothing to hold against', async (t) => {
  t.match(whyNotComparable(metered({ status: 'failed' })), /did not run/);
  t.match(whyNotComparable(metered({}, [])), /no board/);
});

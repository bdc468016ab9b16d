import t from 'tap';
import { parseCpuTime } from './cpu-time.ts';
import { type InterferenceCounters, interferenceBetween, readInterference } from './counters.ts';
import { parsePressureUs } from './pressure.ts';

const STAT = `cpu  1500 20 700 33000 40 1 9 15 300 0
cpu0 750 10 350 16500 20 1 5 8 150 0
intr 4512
`;
const PRESSURE = `some avg10=0.38 avg60=1.78 avg300=1.82 total=32510913
full avg10=0.00 avg60=0.00 avg300=0.00 total=77
`;

function counters(change: Partial<InterferenceCounters>): InterferenceCounters {
  return {
    atMs: 0,
    cpuTime: { totalTicks: 0, stealTicks: 0 },
    pressureUs: { cpu: 0, memory: 0, io: 0 },
    ...change,
  };
}

await t.test('/proc/stat: all cores together, guest time not twice', async (t) => {
  t.same(parseCpuTime(STAT), { totalTicks: 35_285, stealTicks: 15 });
  t.equal(parseCpuTime('cpu  1 2 3 4\n'), null, 'a kernel without steal time');
  t.equal(parseCpuTime(''), null);
});

await t.test('pressure: the total of some, not of full', async (t) => {
  t.equal(parsePressureUs(PRESSURE), 32_510_913);
  t.equal(parsePressureUs(''), null);
});

await t.test('shares of the time between two readings', async (t) => {
  const after = counters({
    atMs: 2000,
    cpuTime: { totalTicks: 400, stealTicks: 6 },
    pressureUs: { cpu: 500_000, memory: 20_000, io: 3_000_000 },
  });
  t.same(interferenceBetween(counters({}), after, 7), {
    involuntaryContextSwitches: 7,
    stealPercent: 1.5,
    cpuPressurePercent: 25,
    memoryPressurePercent: 1,
    ioPressurePercent: 100,
  });
});

await t.test('steal time is not told from a handful of ticks, nor below zero', async (t) => {
  const steal = (totalTicks: number, stealTicks: number) =>
    interferenceBetween(counters({}), counters({ atMs: 5, cpuTime: { totalTicks, stealTicks } }), null)
      .stealPercent;
  t.equal(steal(99, 1), null);
  t.equal(steal(100, 1), 1);
  t.equal(steal(100, -1), 0);
});

await t.test('null for what a platform does not count', async (t) => {
  const nothing = { atMs: 1000, cpuTime: null, pressureUs: { cpu: null, memory: null, io: null } };
  t.same(interferenceBetween(counters({}), nothing, null), {
    involuntaryContextSwitches: null,
    stealPercent: null,
    cpuPressurePercent: null,
    memoryPressurePercent: null,
    ioPressurePercent: null,
  });
});

await t.test('this machine’s counters go forward', async (t) => {
  const before = await readInterference();
  const after = await readInterference();
  t.ok(after.atMs > before.atMs);
  t.ok((after.cpuTime?.totalTicks ?? 0) >= (before.cpuTime?.totalTicks ?? 0));
  t.equal(before.cpuTime !== null, process.platform === 'linux');
});

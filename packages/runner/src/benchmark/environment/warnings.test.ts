import type { Environment, Interference } from '@dumont/protocol';
import t from 'tap';
import { environmentWarnings, type PhaseWork } from './warnings.ts';

const quietPhase: Interference = {
  involuntaryContextSwitches: 2,
  stealPercent: 0,
  cpuPressurePercent: 1,
  memoryPressurePercent: 0,
  ioPressurePercent: 30,
};

const quiet: Environment = {
  node: '26.10.0',
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'AMD EPYC',
  cpuCores: 4,
  cpuQuotaCores: null,
  memoryLimitMb: null,
  governor: 'performance',
  container: null,
  virtualization: null,
  powerSource: 'mains',
  loadAverage: [4, 9, 9],
  freeMemoryMb: 4096,
  temperatureC: { before: 40, after: 60 },
  thermalThrottleEvents: 0,
  interference: { load: quietPhase, inference: quietPhase },
};

const codes = (environment: Environment, work?: Partial<Record<'load' | 'inference', PhaseWork>>) =>
  environmentWarnings(environment, work).map(({ code }) => code);

await t.test('a quiet machine gives no cause', async (t) => {
  t.same(codes(quiet), []);
  const untold = {
    ...quiet,
    governor: null,
    powerSource: null,
    loadAverage: null,
    thermalThrottleEvents: null,
    interference: { load: null, inference: null },
  };
  t.same(codes(untold), [], 'what is not known is no cause either');
});

await t.test('the machine', async (t) => {
  t.same(codes({ ...quiet, loadAverage: [4.5, 1, 1] }), ['HIGH_LOAD']);
  t.same(codes({ ...quiet, cpuQuotaCores: 1.5 }), ['CPU_QUOTA']);
  t.same(codes({ ...quiet, governor: 'powersave' }), ['GOVERNOR_NOT_PERFORMANCE']);
  t.same(codes({ ...quiet, powerSource: 'battery' }), ['BATTERY_POWER']);
  t.same(codes({ ...quiet, lowPowerMode: true }), ['LOW_POWER_MODE']);
  t.same(codes({ ...quiet, thermalState: { before: 'serious', after: 'fair' } }), ['THERMAL_PRESSURE']);
  t.same(codes({ ...quiet, lowPowerMode: false, thermalState: { before: 'nominal', after: 'fair' } }), []);
  t.same(codes({ ...quiet, thermalThrottleEvents: 3 }), ['CPU_THROTTLED']);
});

await t.test('the phases, each by name', async (t) => {
  const disturbed = (change: Partial<Interference>) =>
    environmentWarnings({
      ...quiet,
      interference: { load: quietPhase, inference: { ...quietPhase, ...change } },
    });
  const [steal] = disturbed({ stealPercent: 4.25 });
  t.equal(steal?.code, 'STEAL');
  t.match(steal?.message, /4\.25 %.*inference/);
  t.match(disturbed({ cpuPressurePercent: 50 }), [{ code: 'CPU_PRESSURE' }]);
  t.match(disturbed({ memoryPressurePercent: 20 }), [{ code: 'MEMORY_PRESSURE' }]);
});

await t.test('context switches where pressure is not told', async (t) => {
  const switched = (involuntaryContextSwitches: number, work?: PhaseWork, pressure: number | null = null) => {
    const load = { ...quietPhase, involuntaryContextSwitches, cpuPressurePercent: pressure };
    return codes({ ...quiet, interference: { load, inference: null } }, work && { load: work });
  };
  t.same(switched(400, { runs: 10, wallMs: 2000 }), ['INVOLUNTARY_SWITCHES']);
  t.same(switched(200, { runs: 10, wallMs: 2000 }), [], 'as many as the clock alone may cause');
  t.same(switched(5, { runs: 10, wallMs: 10 }), [], 'most runs had none');
  t.same(switched(400), [], 'over what time is not known');
  t.same(switched(400, { runs: 10, wallMs: 2000 }, 1), [], 'the pressure tells that nobody waited');
});

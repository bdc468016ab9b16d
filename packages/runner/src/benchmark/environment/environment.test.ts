import os from 'node:os';
import { environmentSchema } from '@dumont/protocol';
import t from 'tap';
import { heatBetween, startEnvironment } from './environment.ts';

await t.test('this machine’s environment is complete and plausible', async (t) => {
  const interference = {
    involuntaryContextSwitches: 3,
    stealPercent: null,
    cpuPressurePercent: 1.5,
    memoryPressurePercent: 0,
    ioPressurePercent: null,
  };
  const facts = { interference: { load: null, inference: interference } };
  const recorder = await startEnvironment();
  const environment = environmentSchema.parse(await recorder.finish(facts));
  t.match(environment, { ...facts, node: process.versions.node, platform: process.platform });
  t.ok(environment.cpuCores >= 1);
  t.ok(environment.freeMemoryMb > 0 && environment.freeMemoryMb <= os.totalmem() / 2 ** 20);
  t.ok(environment.cpuQuotaCores === null || environment.cpuQuotaCores < environment.cpuCores);
  t.equal(environment.loadAverage === null, process.platform === 'win32');
});

await t.test('heat before and after', async (t) => {
  const untold = { temperatureC: null, throttleEvents: null, thermalState: null, lowPowerMode: null };
  const cold = { ...untold, temperatureC: 41, throttleEvents: 5 };
  t.same(heatBetween(cold, { ...untold, temperatureC: 88.5, throttleEvents: 9 }), {
    temperatureC: { before: 41, after: 88.5 },
    thermalThrottleEvents: 4,
    thermalState: null,
    lowPowerMode: null,
  });
  t.same(heatBetween(cold, untold), {
    temperatureC: null,
    thermalThrottleEvents: null,
    thermalState: null,
    lowPowerMode: null,
  });
  const macos = { ...untold, thermalState: 'nominal', lowPowerMode: true } as const;
  t.match(heatBetween(macos, { ...macos, thermalState: 'serious', lowPowerMode: false }), {
    thermalState: { before: 'nominal', after: 'serious' },
    lowPowerMode: true,
  });
});

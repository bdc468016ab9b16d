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
  const cold = { temperatureC: 41, throttleEvents: 5 };
  t.same(heatBetween(cold, { temperatureC: 88.5, throttleEvents: 9 }), {
    temperatureC: { before: 41, after: 88.5 },
    thermalThrottleEvents: 4,
  });
  t.same(heatBetween(cold, { temperatureC: null, throttleEvents: null }), {
    temperatureC: null,
    thermalThrottleEvents: null,
  });
});

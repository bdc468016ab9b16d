/** A model that took over its process says things in Dumont's name. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { launchBenchmark, type BenchmarkEvent } from '@dumont/runner';
import t, { type Test } from 'tap';
import { STRICT, whyNoSandbox } from '../support/sandbox.ts';
import { requestFor } from '../support/fake-model.ts';

const ATTACKER = path.resolve(import.meta.dirname, '..', 'attack', 'engine', 'attacker.ts');
const unavailable = await whyNoSandbox();
const skip = unavailable ?? false;

async function attack(t: Test, script: { attack: string; target: string }) {
  const file = path.join(t.testdirName, 'model.onnx');
  writeFileSync(file, JSON.stringify({ amount: 0, ...script }));
  const events: BenchmarkEvent[] = [];
  const engine = { name: ATTACKER, package: ATTACKER };
  const request = requestFor(file, { engine, sandbox: STRICT, measureFloor: false });
  const { error } = await launchBenchmark(request, { onEvent: (event) => events.push(event) });
  return { error, purposes: events.flatMap((event) => (event.type === 'process' ? [event.purpose] : [])) };
}

await t.test('a file that a forged search names is not given to the next process', { skip }, async (t) => {
  const folder = t.testdir({ elsewhere: { key: 'a secret' } });
  const target = path.join(folder, 'elsewhere', 'key');
  const { error, purposes } = await attack(t, { attack: 'forge-findings', target });
  t.match(error, { code: 'RUNNER_CRASHED', message: /not of the protocol/ });
  t.same(purposes, ['measure', 'find-inputs']);
});

await t.test('what was said before foreign code ran is not said again', { skip }, async (t) => {
  t.testdir({});
  const lines = [
    '{"type":"walls","open":["descriptors"],"inherited":["200 (/)"]}',
    '{"type":"engine","name":"onnx","version":"99","hasProfiler":true}',
    '{"type":"probe","units":[]}',
  ];
  for (const target of lines) {
    const { error } = await attack(t, { attack: 'send-line', target });
    t.match(error, { code: 'RUNNER_CRASHED', message: /not believed, because it said "\w+" after/ });
  }
});

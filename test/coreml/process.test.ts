/** CoreML in a real isolated process, started by the real commands, on the fake. */
import path from 'node:path';
import t from 'tap';
import { reportSchema } from '@dumont/protocol';
import { prepareCommand } from '../support/command.ts';
import { enginePackage, MODELS, renamedModel, skip } from './fake.ts';

const QUICK = ['--loads', '1', '--runs', '3', '--warmup', '1', '--sandbox', 'off', '--format', 'json'];

async function report(command: ReturnType<typeof prepareCommand>, words: readonly string[]) {
  const { exitCode, stdout, stderr } = await command.run([...QUICK, ...words]);
  return { exitCode, stderr, report: reportSchema.parse(JSON.parse(stdout)) };
}

for (const unit of ['GPU (CoreML)', 'Neural Engine (CoreML)', 'CPU (CoreML)'] as const) {
  await t.test(`a report of ${unit}`, { skip }, async (t) => {
    const command = prepareCommand(t);
    const model = path.join(MODELS, 'program.mlpackage');
    const words = ['--engine', enginePackage(t), '--compute-unit', unit, '--model', model];
    const { exitCode, stderr, report: of } = await report(command, words);
    t.equal(exitCode, 0, stderr);
    t.match(of, {
      status: 'complete',
      model: { format: 'mlpackage' },
      engine: { name: 'coreml', computeUnit: unit, requestedProvider: 'coreml', unverified: 'on a Mac' },
      inputs: [{ name: 'x', dtype: 'float32', shape: [1, 8], source: 'random' }],
    });
    t.equal(of.inference?.samplesMs.length, 3);
    t.ok(of.floor !== null, 'the null model of the same sizes ran too');
    const drift = unit === 'CPU (CoreML)' ? undefined : of.outputDrift;
    if (unit !== 'CPU (CoreML)') t.ok(drift, 'compared with CPU (CoreML)');
    t.notMatch(stderr, /autorelease called without pool/);
    t.strictSame(command.leftovers(), [], 'what was compiled is removed');
  });
}

await t.test('two models are compared', { skip }, async (t) => {
  const command = prepareCommand(t);
  const model = (name: string) => path.join(MODELS, name);
  const { exitCode, stdout, stderr } = await command.run([
    ...[
      '--model',
      model('program.mlpackage'),
      '--vs',
      model('network.mlmodel'),
      '--engine',
      enginePackage(t),
    ],
    ...[
      '--compute-unit',
      'coreml-gpu',
      '--pairs',
      '6',
      '--runs',
      '3',
      '--sandbox',
      'off',
      '--format',
      'json',
    ],
  ]);
  t.ok([0, 20, 21].includes(exitCode ?? 1), `whichever is faster, both ran: ${stderr}`);
  const side = { engine: { placement: { verdict: 'full', source: 'plan', restsOn: ['plan'] } } };
  t.match(JSON.parse(stdout), { schema: 'dumont.comparison/2', baseline: side, candidate: side });
});

await t.test('an exception in CoreML is the end of one process', { skip }, async (t) => {
  const command = prepareCommand(t);
  const engine = enginePackage(t);
  const model = await renamedModel(path.dirname(engine), 'crash.mlmodel');
  const words = ['--engine', engine, '--compute-unit', 'coreml-gpu', '--model', model];
  const { exitCode, report: of } = await report(command, words);
  t.equal(exitCode, 12);
  t.match(of.error, {
    code: 'RUNNER_CRASHED',
    message: /died of an exception of Objective-C, NSRangeException,/,
  });
});

await t.test('what CoreML refuses, and what is not there, have their exit codes', { skip }, async (t) => {
  const command = prepareCommand(t);
  const engine = enginePackage(t);
  const folder = path.dirname(engine);
  for (const [name, code] of [
    ['error-9.mlmodel', 10],
    ['refuse.mlmodel', 12],
  ] as const) {
    const model = await renamedModel(folder, name);
    const words = ['--engine', engine, '--compute-unit', 'coreml-gpu', '--model', model];
    t.equal((await report(command, words)).exitCode, code, name);
  }
});

await t.test('without the fake, CoreML is refused on another system than macOS', async (t) => {
  if (process.platform === 'darwin') return;
  const command = prepareCommand(t);
  const model = path.join(MODELS, 'network.mlmodel');
  const { exitCode, stdout } = await command.run(['--model', model, '--compute-unit', 'coreml-gpu']);
  t.equal(exitCode, 11);
  t.match(stdout.replace(/\s+/g, ' '), /GPU \(CoreML\) does not exist on \w+: it runs on macOS\./);
});

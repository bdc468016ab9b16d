/** A model is compiled once, in a process of its own, and what that gives is kept: by the real commands, on the fake of CoreML. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import type { BenchmarkReport } from '@dumont/protocol';
import { launchBenchmark } from '@dumont/runner';
import { ending, prepareCommand, type Command } from '../support/command.ts';
import { requestFor, WITHOUT_SANDBOX } from '../support/fake-model.ts';
import { enginePackage, modelFile, MODELS, renamedModel, skip } from './fake.ts';

const PACKAGE = path.join(MODELS, 'program.mlpackage');

function prepare(t: Test) {
  const command = prepareCommand(t);
  const engine = enginePackage(t);
  const data = process.env['DUMONT_DATA_DIR'];
  process.env['DUMONT_DATA_DIR'] = command.environment['DUMONT_DATA_DIR'];
  t.teardown(() => {
    if (data === undefined) delete process.env['DUMONT_DATA_DIR'];
    else process.env['DUMONT_DATA_DIR'] = data;
  });
  const benchmark = (model: string): Promise<BenchmarkReport> =>
    launchBenchmark(
      requestFor(model, {
        model: modelFile(model),
        computeUnit: 'CPU (CoreML)',
        engine: { name: engine, package: engine },
        stop: { runs: 1, durationMs: null, untilStable: false },
        measureFloor: false,
        sandbox: WITHOUT_SANDBOX,
      }),
    );
  return { command, engine, benchmark, folder: path.dirname(engine) };
}

function storeOf({ environment }: Command): string {
  return path.join(environment['DUMONT_DATA_DIR'] ?? '', 'compiled');
}

/** @returns the folders of compiled models, and of those that are being made */
function keptIn(command: Command): string[] {
  const store = storeOf(command);
  return existsSync(store) ? readdirSync(store).sort() : [];
}

await t.test('a model is compiled once, for all benchmarks that find it as it was', { skip }, async (t) => {
  const { command, benchmark } = prepare(t);
  const first = await benchmark(PACKAGE);
  t.equal(first.error, null);
  const { compileMs = null, compileCached } = first.load ?? {};
  t.equal(compileCached, false);
  t.ok((compileMs ?? 0) > 0);
  t.match(
    first.model,
    { format: 'mlpackage', fileName: 'program.mlpackage' },
    'the report is of the model itself',
  );
  const second = await benchmark(PACKAGE);
  t.match(second.load, { compileMs, compileCached: true }, 'and tells how long that took then');
  t.equal(second.model.sha256, first.model.sha256);
  const [name = ''] = keptIn(command);
  t.equal(statSync(path.join(storeOf(command), name)).mode & 0o077, 0, 'for its owner alone');
  const compiled = path.join(storeOf(command), name, 'model.mlmodelc');
  const itself = await benchmark(compiled);
  t.match(itself, { status: 'complete', load: { compileMs: null, compileCached: null } });
  writeFileSync(path.join(compiled, 'source'), 'crash.mlmodel');
  const third = await benchmark(PACKAGE);
  t.match(third, { status: 'complete', load: { compileCached: false } }, 'what was changed does not run');
  t.strictSame(keptIn(command), [name]);
});

await t.test('two benchmarks of a model at once do not get in each other’s way', { skip }, async (t) => {
  const { command, benchmark } = prepare(t);
  for (const { error } of await Promise.all([benchmark(PACKAGE), benchmark(PACKAGE)])) t.equal(error, null);
  t.equal(keptIn(command).length, 1);
});

await t.test('what cannot be compiled has an error of its own', { skip }, async (t) => {
  const { command, benchmark, folder } = prepare(t);
  const refused = await benchmark(await renamedModel(folder, 'uncompiled.mlmodel'));
  t.match(refused.error, {
    ...{ code: 'MODEL_INVALID', exitCode: 10 },
    message: /cannot be compiled.*Unsupported operation/,
  });
  const crashed = await benchmark(await renamedModel(folder, 'compile-crash.mlmodel'));
  t.match(crashed.error, {
    ...{ code: 'RUNNER_CRASHED', exitCode: 12 },
    message: /NSInternalInconsistencyException, while compiling the model/,
  });
  t.strictSame(keptIn(command), []);
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  await t.test(`${signal} in the middle leaves nothing that is half done`, { skip }, async (t) => {
    const { command, engine, benchmark, folder } = prepare(t);
    const model = await renamedModel(folder, 'hang.mlmodel');
    const words = ['--sandbox', 'off', '--compute-unit', 'coreml-cpu', '--engine', engine, '--model', model];
    const running = command.start(words);
    const ended = ending(running);
    await partlyCompiled(storeOf(command));
    running.kill(signal);
    await ended;
    const left = keptIn(command);
    t.strictSame(
      left.filter((name) => !name.startsWith('dumont-compiled-')),
      [],
      'no model of which there is a part only',
    );
    if (signal === 'SIGTERM') t.strictSame(left, []);
    const report = await benchmark(
      await renamedModel(folder, 'network.mlmodel', 'network.mlmodel', 'hang.mlmodel'),
    );
    t.match(report, { error: null, load: { compileCached: false } }, 'of the same bytes');
  });
}

/** Waits until the compiler has written something. */
async function partlyCompiled(store: string): Promise<void> {
  const isThere = (): boolean =>
    existsSync(store) &&
    readdirSync(store, { recursive: true }).some((name) => String(name).endsWith('coremldata.bin'));
  while (!isThere()) await new Promise(setImmediate);
}

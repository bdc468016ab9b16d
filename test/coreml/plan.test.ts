/** Where CoreML plans to run a model, on the fake: in this process, and in the report of a real command. */
import path from 'node:path';
import t from 'tap';
import { reportSchema } from '@dumont/protocol';
import { prepareCommand } from '../support/command.ts';
import { enginePackage, GPU, MODELS, modelFile, openFake, renamedModel, skip } from './fake.ts';

await t.test('the plan: operations and work by unit, constants left out', { skip }, async (t) => {
  const { engine, liveObjects, log } = await openFake();
  const folder = t.testdir({});
  const plan = async (file: string, options = GPU) => engine.planPlacement?.(modelFile(file), options);
  t.strictSame(await plan('program.mlpackage'), {
    nodes: { 'coreml-gpu': { cast: 2, linear: 1 } },
    costPercent: { 'coreml-gpu': 100 },
  });
  t.ok(log().includes('loadComputePlan: 1'), 'with the units that the model is loaded with');
  const ane = { ...GPU, unit: 'Neural Engine (CoreML)' } as const;
  t.match(await plan(await renamedModel(folder, 'partial.mlpackage', 'program.mlpackage'), ane), {
    nodes: { ane: { cast: 2 }, 'coreml-cpu': { linear: 1 } },
    costPercent: { ane: 20, 'coreml-cpu': 80 },
  });
  t.strictSame(await plan('network.mlmodel', { ...GPU, unit: 'CPU (CoreML)' }), {
    nodes: { 'coreml-cpu': { activation: 1 } },
    costPercent: null,
  });
  t.equal(liveObjects(), 0, 'no object is left');
});

await t.test('branches, and the models of a pipeline, are gone into', { skip }, async (t) => {
  const { engine, liveObjects } = await openFake();
  const branch = await engine.planPlacement?.(modelFile('branch.mlpackage'), GPU);
  t.match(branch, { nodes: { 'coreml-gpu': { cond: 1, add: 1, sub: 1 } } });
  t.match(await engine.planPlacement?.(modelFile('pipeline.mlmodel'), GPU), {
    nodes: { 'coreml-gpu': { activation: 2 } },
  });
  t.equal(liveObjects(), 0);
});

await t.test('of several functions the one that is loaded', { skip }, async (t) => {
  const { engine, liveObjects } = await openFake();
  const one = { nodes: { 'coreml-gpu': { cast: 2, linear: 1 } } };
  t.match(await engine.planPlacement?.(modelFile('functions.mlpackage'), GPU), one, 'the model’s own choice');
  const sessionEntries = { 'coreml.function': 'second' };
  t.match(await engine.planPlacement?.(modelFile('functions.mlpackage'), { ...GPU, sessionEntries }), one);
  t.equal(liveObjects(), 0);
});

await t.test(
  'a model without operations has no plan, and an error of CoreML’s is one of ours',
  { skip },
  async (t) => {
    const { engine, liveObjects } = await openFake();
    t.match(await engine.planPlacement?.(modelFile('classic.mlmodel'), GPU), {
      reason: /tells of no operation/,
    });
    const broken = await renamedModel(t.testdir({}), 'plan-error.mlmodel');
    await t.rejects(async () => engine.planPlacement?.(modelFile(broken), GPU), {
      code: 'MODEL_INVALID',
      message: /has no plan of the model .*internal failure/,
    });
    t.equal(liveObjects(), 0);
  },
);

const QUICK = [
  '--loads',
  '1',
  '--runs',
  '3',
  '--warmup',
  '1',
  '--sandbox',
  'off',
  '--format',
  'json',
  '--no-history',
];

await t.test('a report has the plan, called one, and a warning that nobody saw it', { skip }, async (t) => {
  const command = prepareCommand(t);
  const engine = enginePackage(t);
  const folder = path.dirname(engine);
  const words = [...QUICK, '--engine', engine, '--compute-unit', 'coreml-gpu', '--no-drift'];
  const run = async (model: string, more: readonly string[] = []) => {
    const { exitCode, stdout, stderr } = await command.run([...words, '--model', model, ...more]);
    return { exitCode, stderr, report: reportSchema.parse(JSON.parse(stdout)) };
  };
  const model = path.join(MODELS, 'program.mlpackage');
  const full = await run(model);
  t.equal(full.exitCode, 0, full.stderr);
  t.strictSame(full.report.engine.placement, {
    ...{ verdict: 'full', restsOn: ['plan'], source: 'plan', nodes: { 'coreml-gpu': 3 }, timeMs: {} },
    operators: { 'coreml-gpu': { cast: 2, linear: 1 } },
    costPercent: { 'coreml-gpu': 100 },
  });
  t.match(codesOf(full.report), ['UNIT_NOT_SEEN']);
  const partial = await renamedModel(folder, 'partial.mlpackage', 'program.mlpackage');
  t.match(codesOf((await run(partial)).report), ['UNIT_NOT_SEEN', 'PLACEMENT_PARTIAL']);
  const strict = await run(model, ['--placement', 'strict']);
  t.equal(strict.exitCode, 11);
  t.match(strict.report.error, {
    code: 'UNIT_UNAVAILABLE',
    message: /was not seen to run .*planned nodes: 3 on coreml-gpu.*strict refuses/,
  });
  const broken = await run(await renamedModel(folder, 'plan-error.mlmodel'));
  t.equal(broken.exitCode, 0, 'what was measured stands without it');
  t.equal(broken.report.engine.placement, null);
  t.match(
    broken.report.warnings.find(({ code }) => code === 'PLACEMENT_UNKNOWN')?.message,
    /internal failure/,
  );
  t.strictSame(command.leftovers(), [], 'what was compiled for it is removed');
});

await t.test('before macOS 14.4 there is no plan, and the report says so', { skip }, async (t) => {
  const command = prepareCommand(t);
  const words = ['--engine', enginePackage(t, { isOld: true }), '--compute-unit', 'ane', '--no-drift'];
  const model = path.join(MODELS, 'program.mlpackage');
  const { exitCode, stdout, stderr } = await command.run([...QUICK, ...words, '--model', model]);
  t.equal(exitCode, 0, stderr);
  const report = reportSchema.parse(JSON.parse(stdout));
  t.equal(report.engine.placement, null);
  t.match(report.warnings.find(({ code }) => code === 'PLACEMENT_UNKNOWN')?.message, /came with 14\.4/);
  const strict = await command.run([...QUICK, ...words, '--model', model, '--placement', 'strict']);
  t.equal(strict.exitCode, 11);
  t.match(JSON.parse(strict.stdout), { error: { message: /no profiler, and no plan is known .*14\.4/ } });
});

await t.test('of the CPU alone a plan is enough', { skip }, async (t) => {
  const command = prepareCommand(t);
  const words = ['--engine', enginePackage(t), '--compute-unit', 'coreml-cpu', '--placement', 'strict'];
  const model = path.join(MODELS, 'program.mlpackage');
  const { exitCode, stdout, stderr } = await command.run([...QUICK, ...words, '--model', model]);
  t.equal(exitCode, 0, stderr);
  t.match(JSON.parse(stdout), { engine: { placement: { verdict: 'full', nodes: { 'coreml-cpu': 3 } } } });
});

function codesOf({ warnings }: { readonly warnings: readonly { readonly code: string }[] }): string[] {
  const ours = /^(UNIT_|PLACEMENT_|NO_PROFILER)/;
  return warnings.flatMap(({ code }) => (ours.test(code) ? [code] : []));
}

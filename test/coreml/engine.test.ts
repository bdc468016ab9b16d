/** The engine itself, in this process, on the fake: what is told to CoreML, what comes back, and that nothing is left. */
import path from 'node:path';
import { compiledModel } from '../../packages/engines/src/coreml/compiled-model.ts';
import { openEngineBy } from '../../packages/engines/src/coreml/open.ts';
import { ObjectiveC } from '../../packages/engines/src/coreml/objc/objective-c.ts';
import { GPU, modelFile, renamedModel, runTwice, skip, testEngine } from './fake.ts';

if (skip !== false) process.stderr.write(`Tests on a fake of CoreML are skipped: ${skip}.\n`);

await testEngine('arrays: what goes in comes out, padded rows or not', async (t, { engine }) => {
  for (const file of ['network.mlmodel', 'enumerated.mlmodel', 'ranged.mlmodel', 'program.mlpackage']) {
    const { feeds, outputs } = await runTwice(engine, file);
    const twice = (value: unknown): number[] =>
      [...(value as { data: Float64Array }).data].map((element) => element * 2);
    t.same([...(outputs['y'] as { data: Float64Array }).data], twice(feeds['x']), file);
  }
});

await testEngine('a shape among those of the model is bound, another is refused', async (t, { engine }) => {
  const session = await engine.load(modelFile('enumerated.mlmodel'), GPU);
  const of = (rows: number) => ({
    x: {
      dtype: 'float64',
      shape: [rows, 3],
      data: Float64Array.from({ length: rows * 3 }, (_, at) => at),
    } as const,
  });
  const bound = session.bind(of(2));
  t.match(bound.readOutputs(await bound.run()), { y: { shape: [2, 3], data: [0, 2, 4, 6, 8, 10] } });
  const wrong = { x: { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) } } as const;
  t.throws(() => session.bind(wrong), { code: 'INFERENCE_FAILED', message: /x takes float64/ });
  t.throws(() => session.bind({ x: { ...wrong.x, dtype: 'float64', shape: [2, 4] } }), {
    code: 'INFERENCE_FAILED',
  });
  await session[Symbol.asyncDispose]();
});

await testEngine('what is asked for is told to CoreML', async (t, { engine, log }) => {
  const before = log().length - 1;
  const sessionEntries = { 'coreml.function': 'first', 'coreml.specialization': 'fast-prediction' };
  const session = await engine.load(modelFile('network.mlmodel'), {
    ...GPU,
    unit: 'Neural Engine (CoreML)',
    sessionEntries,
  });
  await session[Symbol.asyncDispose]();
  t.strictSame(log().slice(before, -1), [
    'compileModelAtURL: network.mlmodel',
    'setComputeUnits: 3',
    'setFunctionName: first',
    'setReshapeFrequency: 1',
    'setSpecializationStrategy: 1',
    'setOptimizationHints: 1',
  ]);
  const load = (entries: Readonly<Record<string, string>>) =>
    engine.load(modelFile('network.mlmodel'), { ...GPU, sessionEntries: entries });
  await t.rejects(load({ 'coreml.x': '1' }), {
    code: 'USAGE',
    message: /has no session option coreml\.x: it has/,
  });
  await t.rejects(load({ 'coreml.specialization': '7' }), {
    code: 'USAGE',
    message: /takes default or fast/,
  });
  await t.rejects(engine.load(modelFile('network.mlmodel'), { ...GPU, unit: 'CPU (ONNX)' }), {
    code: 'UNIT_UNAVAILABLE',
  });
});

await testEngine('every error of CoreML has a code of ours', async (t, { engine }) => {
  const codes = {
    1: 'INFERENCE_FAILED',
    3: 'MODEL_INVALID',
    4: 'MODEL_UNSUPPORTED',
    5: 'MODEL_UNSUPPORTED',
    6: 'MODEL_UNSUPPORTED',
    7: 'MODEL_UNSUPPORTED',
    8: 'MODEL_UNSUPPORTED',
    9: 'MODEL_UNSUPPORTED',
    10: 'MODEL_UNSUPPORTED',
    11: 'INFERENCE_FAILED',
    0: 'MODEL_INVALID',
  };
  const folder = t.testdir({ 'text.mlmodel': 'no model' });
  for (const [number, code] of Object.entries(codes)) {
    const file = await renamedModel(folder, `error-${number}.mlmodel`);
    const message = new RegExp(`CoreML says: Asked for \\(com\\.apple\\.CoreML ${number}\\)`);
    await t.rejects(engine.load({ path: file, format: 'mlmodel' }, GPU), { code, message }, number);
  }
  await t.rejects(engine.load(modelFile(path.join(folder, 'text.mlmodel')), GPU), {
    code: 'MODEL_INVALID',
    message: /unable to deserialize/,
  });
  const session = await engine.load(modelFile(await renamedModel(folder, 'refuse.mlmodel')), GPU);
  const bound = session.bind({ x: { dtype: 'float64', shape: [3], data: new Float64Array(3) } });
  await t.rejects(bound.run(), { code: 'INFERENCE_FAILED', message: /invalid input data/ });
  await session[Symbol.asyncDispose]();
});

await testEngine('10,000 runs leave no more than one', async (t, { engine, liveObjects }) => {
  const session = await engine.load(modelFile('program.mlpackage'), GPU);
  const bound = session.bind({ x: { dtype: 'float32', shape: [1, 8], data: new Float32Array(8) } });
  await bound.run();
  const after = liveObjects();
  for (let run = 0; run < 10_000; run++) await bound.run();
  t.equal(liveObjects(), after);
  bound[Symbol.dispose]?.();
  t.throws(() => bound.run(), { code: 'INTERNAL' });
  await session[Symbol.asyncDispose]();
});

await testEngine('a compiled model is loaded as it is, and stays', async (t, { engine, paths }) => {
  const compiled = await compiledModel(await ObjectiveC.open(paths), modelFile('network.mlmodel'));
  const session = await engine.load({ path: compiled.path, format: 'mlmodelc' }, GPU);
  t.equal(session.inputs[0]?.name, 'x');
  await session[Symbol.asyncDispose]();
  const again = await engine.load({ path: compiled.path, format: 'mlmodelc' }, GPU);
  await again[Symbol.asyncDispose]();
  await compiled[Symbol.asyncDispose]();
  await t.rejects(engine.load({ path: compiled.path, format: 'mlmodelc' }, GPU), { code: 'MODEL_INVALID' });
});

await testEngine('units are those that a model really ran on', async (t, { engine }) => {
  t.strictSame(await engine.probe(), [
    { unit: 'GPU (CoreML)', available: true, reason: null },
    { unit: 'Neural Engine (CoreML)', available: true, reason: null },
    { unit: 'CPU (CoreML)', available: true, reason: null },
  ]);
});

await testEngine('where a library is not there the unit is not', async (t, { paths }) => {
  const none = path.join(t.testdir({}), 'none.so');
  await t.rejects(openEngineBy({ ...paths, coreml: none }), {
    code: 'UNIT_UNAVAILABLE',
    message: /CoreML cannot be reached here/,
  });
  const objc = await ObjectiveC.open(paths);
  const knows = (_: bigint, selector: string) => selector !== 'compileModelAtURL:completionHandler:';
  const { restore } = t.intercept(ObjectiveC.prototype, 'responds', { value: knows });
  await t.rejects(openEngineBy(paths), { code: 'UNIT_UNAVAILABLE', message: /macOS 13 is needed/ });
  restore();
  t.throws(() => objc.class('MLTensor'), { code: 'UNIT_UNAVAILABLE', message: /a newer one is needed/ });
});

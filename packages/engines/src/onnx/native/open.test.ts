import t from 'tap';
import { TENSOR_TYPES } from '@dumont/protocol';
import { isFourBit } from '../../element-layout.ts';
import { openOnnxEngine } from '../onnx-engine.ts';
import type { ModelSpec } from '../model-proto.ts';
import { SMALLEST_NULL_MODEL } from '../null-model.ts';
import { ONE_THREAD, runsOf, testContract, type Subject } from '../testing/contract.ts';
import { float32, FOUR_BIT, identity } from '../testing/models.ts';
import { countLiveObjects } from './native-object.ts';

const engine = await openOnnxEngine({ api: 'native' });
const atRest = countLiveObjects();
const subject: Subject = {
  engine,
  // onnxruntime has no Identity for 4-bit elements: see below.
  types: TENSOR_TYPES.filter((type) => !isFourBit(type)),
  assertAtRest: (t) => t.strictSame(countLiveObjects(), atRest, 'nothing is left'),
};
const { run, use } = runsOf(subject, t.testdir({}));

await t.test('the contract', (t) => testContract(t, subject));

await t.test('options that the runtime else decides by itself reach it', async (t) => {
  const extras = { intraOpSpinning: false, cpuArena: false, memoryPattern: false };
  await (await engine.load(SMALLEST_NULL_MODEL, { ...ONE_THREAD, ...extras }))[Symbol.asyncDispose]();
  const sessionEntries = { 'session.dynamic_block_base': 'no number' };
  await t.rejects(engine.load(SMALLEST_NULL_MODEL, { ...ONE_THREAD, sessionEntries }), {
    code: 'MODEL_INVALID',
  });
});

await t.test('4-bit integers are quantised and read', async (t) => {
  const outputs = await run(t, FOUR_BIT, {
    x: float32(1, -2, 7),
    z: { dtype: 'uint4', shape: [3], data: Uint8Array.of(0xf1, 0x02) },
  });
  t.strictSame(outputs, {
    y: { dtype: 'int4', shape: [3], data: Uint8Array.of(0xe1, 0x07) },
    w: float32(1, 15, 2),
  });
});

await t.test('inputs are read where they lie, whatever memory the outputs have', async (t) => {
  const fixed: ModelSpec = {
    nodes: [{ opType: 'Mul', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: ['n'] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: ['n'] }],
  };
  const open: ModelSpec = { ...fixed, outputs: [{ name: 'y', elementType: 'float32', shape: ['m'] }] };
  const wrong: ModelSpec = { ...fixed, outputs: [{ name: 'y', elementType: 'float32', shape: [7] }] };
  for (const [what, model] of Object.entries({ fixed, open, wrong })) {
    await use(t, model, async (session) => {
      const data = Float32Array.of(1, 2, 3);
      const bound = session.bind({ x: { dtype: 'float32', shape: [3], data } });
      await bound.run();
      data[0] = 5;
      await bound.run();
      t.strictSame(bound.readOutputs(undefined), { y: float32(25, 4, 9) }, what);
    });
  }
});

await t.test('an output that is larger in one run than in another is read whole', async (t) => {
  const model: ModelSpec = {
    nodes: [{ opType: 'NonZero', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [4] }],
    outputs: [{ name: 'y', elementType: 'int64', shape: [1, 'found'] }],
  };
  await use(t, model, async (session) => {
    const data = Float32Array.of(1, 0, 0, 0);
    const bound = session.bind({ x: { dtype: 'float32', shape: [4], data } });
    for (const found of [1, 4, 2]) {
      data.fill(0).fill(1, 0, found);
      await bound.run();
      t.match(bound.readOutputs(undefined)['y'], { shape: [1, found] });
    }
  });
});

await t.test('a text that native code would cut short is refused', async (t) => {
  const x = { dtype: 'string', shape: [2, 1, 1], data: ['a', 'b\0c'] } as const;
  await t.rejects(run(t, identity('string'), { x: { ...x, data: [...x.data] } }), { code: 'INPUT_INVALID' });
});

await t.test('inputs that were released are not run', async (t) => {
  const session = await engine.load(SMALLEST_NULL_MODEL, ONE_THREAD);
  const bound = session.bind({ x: float32(0) });
  await session[Symbol.asyncDispose]();
  await t.rejects(bound.run(), { message: /released before/ });
  t.throws(() => bound.readOutputs(undefined), { message: /released before/ });
});

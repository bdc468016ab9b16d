import t from 'tap';
import { TENSOR_TYPES } from '@dumont/protocol';
import type { Value } from '../../value.ts';
import { openOnnxEngine } from '../onnx-engine.ts';
import { runsOf, testContract, type Subject } from '../testing/contract.ts';
import { float32, FOUR_BIT, OPTIONAL_IN, SEQUENCE_IN, SEQUENCE_OUT } from '../testing/models.ts';

const subject: Subject = {
  engine: await openOnnxEngine({ api: 'node' }),
  types: TENSOR_TYPES.filter((type) => !/int4|bfloat|float[48]/.test(type)),
  // It releases what it makes by itself, and tells nothing of it.
  assertAtRest: () => undefined,
};
const { run, use } = runsOf(subject, t.testdir({}));
const inputsOf = (model: typeof FOUR_BIT, name: string) =>
  model.inputs?.filter((input) => input.name === name) ?? [];

await t.test('the contract', (t) => testContract(t, subject));

await t.test(
  '4-bit integers are refused: onnxruntime-node does not take them and dies of giving them',
  async (t) => {
    const [quantize, dequantize] = FOUR_BIT.nodes;
    const [four, float] = FOUR_BIT.outputs;
    if (quantize === undefined || dequantize === undefined || four === undefined || float === undefined)
      throw new Error('the model quantises and reads');
    const taking = { ...FOUR_BIT, nodes: [dequantize], inputs: inputsOf(FOUR_BIT, 'z'), outputs: [float] };
    await t.rejects(run(t, taking), { code: 'MODEL_UNSUPPORTED', message: /z has the type uint4/ });
    const giving = { ...FOUR_BIT, nodes: [quantize], inputs: inputsOf(FOUR_BIT, 'x'), outputs: [four] };
    await t.rejects(run(t, giving), { code: 'MODEL_UNSUPPORTED', message: /y has the type int4/ });
    const x = { name: 'x', elementType: 'float32' } as const;
    const both = await run(t, { ...giving, outputs: [four, x] });
    t.strictSame(Object.keys(both), ['x'], 'a tensor beside them is fetched alone');
  },
);

await t.test('sequences are not fetched, and alone they are refused', async (t) => {
  t.strictSame(Object.keys(await run(t, SEQUENCE_OUT)), ['y']);
  const alone = { ...SEQUENCE_OUT, outputs: SEQUENCE_OUT.outputs.slice(0, 1) };
  await t.rejects(run(t, alone), { code: 'MODEL_UNSUPPORTED', message: /cannot return/ });
});

await t.test('what it cannot take is named, and what can', async (t) => {
  const given: [string, Value][] = [
    ['a sequence', { elements: [float32(1)] }],
    ['an optional without a value', null],
    ['a map', { keys: float32(1), values: float32(1) }],
  ];
  for (const [what, s] of given) {
    const message = `The model's input s is given ${what}, which onnxruntime-node cannot take: ONNX Runtime's C API can (--runtime-api native)`;
    await t.rejects(run(t, SEQUENCE_IN, { s, x: float32(1) }), { code: 'MODEL_UNSUPPORTED', message });
  }
  await use(t, OPTIONAL_IN, async ({ inputs }) => {
    t.strictSame(inputs, [{ name: 'x', dtype: null, shape: [] }], 'it does not say what an input holds');
    return Promise.resolve();
  });
  const refusal = {
    code: 'INPUT_INVALID',
    message: /the engine does not say which, .*--runtime-api native says it/,
  };
  await t.rejects(run(t, OPTIONAL_IN), refusal);
});

await t.test('the loading of the runtime leaves no trace in the globals', async (t) => {
  t.equal(
    typeof Reflect.get(globalThis, 'Float16Array'),
    process.versions.node < '24' ? 'undefined' : 'function',
  );
  t.equal(process.env['ORT_DISABLE_TELEMETRY'], '1');
});

await t.test('a library of its own is not for onnxruntime-node', async (t) => {
  await t.rejects(openOnnxEngine({ api: 'node', library: '/opt/libonnxruntime.so' }), { code: 'USAGE' });
});

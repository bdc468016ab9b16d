/** Models made by a seed load, run, and give numbers. */
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import t from 'tap';
import { MODEL_NAMES, writeModel, type ModelName } from './models.ts';
import { readOptions } from './options.ts';
import { sizeFor } from './verify-gpu.ts';

const INPUTS: Readonly<Record<ModelName, readonly number[]>> = {
  'resnet-like': [2, 3, 64, 64],
  'encoder-like': [2, 32, 64],
};

for (const name of MODEL_NAMES) {
  await t.test(`the ${name} model runs, and what comes out depends on what goes in`, async (t) => {
    const file = await writeModel(t.testdir(), name, 'small');
    const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
    const [input = ''] = session.inputNames;
    const [output = ''] = session.outputNames;
    const shape = INPUTS[name];
    const outputOf = async (value: (index: number) => number) => {
      const size = shape.reduce((product, each) => product * each, 1);
      const fed = new Tensor(
        'float32',
        Float32Array.from({ length: size }, (_, index) => value(index)),
        shape,
      );
      return [...((await session.run({ [input]: fed }))[output]?.data as Float32Array)];
    };
    const first = await outputOf(Math.sin);
    t.ok(first.length > 0 && first.every(Number.isFinite));
    t.ok(Math.max(...first.map(Math.abs)) < 100, 'nothing grows with the depth');
    const second = await outputOf(Math.cos);
    t.ok(second.some((value, index) => value !== first[index]));
    await session.release();
    const again = await writeModel(t.testdir(), name, 'small');
    t.ok(readFileSync(again).length > 100_000);
  });
}

await t.test('large models are for cards', async (t) => {
  const software = { name: 'SwiftShader', kind: 'cpu', vendor: '', vendorId: 0, deviceId: 0 } as const;
  const told = { index: 0, uuid: null, driver: null, available: true, reason: null, metadata: {} };
  const provider = 'WebGpuExecutionProvider';
  const devices = [{ ...software, ...told, isSoftware: true, provider } as const];
  const probe = { unit: 'WebGPU (ONNX)', available: true, reason: null };
  t.equal(sizeFor('auto', 'WebGPU (ONNX)', { ...probe, devices }), 'small');
  t.equal(sizeFor('auto', 'WebGPU (ONNX)', probe), 'full');
  t.equal(sizeFor('auto', 'CPU (ONNX)', undefined), 'small');
  t.equal(sizeFor('full', 'CPU (ONNX)', undefined), 'full');
});

await t.test('wrong use is told as such', async (t) => {
  t.match(readOptions(['--unit', 'cuda', '--unit', 'webgpu', '--output', 't.md']), {
    units: ['CUDA (ONNX)', 'WebGPU (ONNX)'],
    size: 'auto',
    output: 't.md',
    pack: null,
  });
  for (const words of [
    ['--unit', 'cpu'],
    ['--unit', 'x'],
    ['--size', 'huge'],
    ['--provider-from', 'x'],
    ['--fast'],
  ])
    t.throws(() => readOptions(words), { code: 'USAGE' }, words.join(' '));
});

/** Weights that CPUs compute with slowly, by the command. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel, tensorSpec, type TensorSpec } from '@dumont/engines/testing';
import { reportSchema } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { prepareCommand } from '../support/command.ts';
import { QUICK } from '../support/tiny-model.ts';

const COUNT = 400;
/** A quarter of them. */
const FLOATS = new Float32Array(COUNT).fill(0.5).fill(1e-40, 0, 100);

function writeModel(t: Test, weights: TensorSpec): string {
  const file = path.join(t.testdirName, 'model.onnx');
  const value = { elementType: 'float32', shape: [COUNT] } as const;
  const model = encodeModel({
    nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
    initializers: [weights],
  });
  writeFileSync(file, model);
  return file;
}

await t.test('many of them are told, in the model and beside it, unless they are taken for 0', async (t) => {
  const command = prepareCommand(t);
  const warned = async (file: string, ...flags: string[]) => {
    const { stdout, stderr } = await command.run([
      '-m',
      file,
      ...QUICK,
      '-f',
      'json',
      '--no-history',
      ...flags,
    ]);
    if (stdout === '') throw new Error(stderr);
    const { error, warnings } = reportSchema.parse(JSON.parse(stdout));
    t.equal(error, null);
    return warnings.find(({ code }) => code === 'SUBNORMAL_WEIGHTS')?.message;
  };
  t.testdir();
  const inModel = tensorSpec({ dtype: 'float32', shape: [COUNT], data: FLOATS }, 'w');
  const own = writeModel(t, inModel);
  t.match(await warned(own), /^25 % of the model's weights are subnormal/);
  t.equal(await warned(own, '--session-option', 'session.set_denormal_as_zero=1'), undefined);
  writeFileSync(path.join(t.testdirName, 'weights.bin'), FLOATS);
  const external = { location: 'weights.bin', offset: 0, length: COUNT * 4 };
  const beside = writeModel(t, { name: 'w', elementType: 'float32', dims: [COUNT], content: { external } });
  t.match(await warned(beside), /^25 % /);
  const normal = tensorSpec({ dtype: 'float32', shape: [COUNT], data: FLOATS.fill(0.5) }, 'w');
  t.equal(await warned(writeModel(t, normal)), undefined);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { InputSpec, TensorInfo } from '@dumont/protocol';
import { encodeTensor } from '../onnx/write-tensor-proto.ts';
import type { Tensor } from '../tensor.ts';
import { resolveInputs } from './resolve-inputs.ts';

const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

await t.test('a data set goes by the names in it, where all are the model’s', async (t) => {
  const model: TensorInfo[] = ['ids', 'mask'].map((name) => ({ name, dtype: 'int64', shape: ['n'] }));
  const tensor = (value: bigint): Tensor => ({ dtype: 'int64', shape: [1], data: BigInt64Array.of(value) });
  const read = async (...names: string[]) => {
    const set = t.testdir({});
    for (const [index, name] of names.entries())
      await writeFile(join(set, `input_${index}.pb`), encodeTensor(tensor(BigInt(index)), name));
    const { feeds } = await resolveInputs({ inputs: model }, { ...nothing, folder: set });
    return model.map(({ name }) => Number((feeds[name] as Tensor).data[0]));
  };
  t.strictSame(await read('mask', 'ids'), [1, 0]);
  t.strictSame(await read('mask', 'other'), [0, 1], 'one that the model does not have');
  t.strictSame(await read('mask', 'mask'), [0, 1], 'twice the same');
  t.strictSame(await read('', ''), [0, 1], 'none at all');
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { readSpecification } from './model/read-model.ts';
import { tensorInfoOf } from './model/tensor-info.ts';
import { encodeNullModel } from './null-model.ts';

await t.test('the null model has an input and an output of the sizes asked for', async (t) => {
  const file = path.join(t.testdir({}), 'null.mlmodel');
  for (const [inputBytes, outputBytes, input, output] of [
    [4, 4, 1, 1],
    [0, 10, 1, 3],
    [2 ** 26, 4, 2 ** 24, 1],
  ] as const) {
    await writeFile(file, encodeNullModel({ inputBytes, outputBytes }));
    const { kind, inputs, outputs } = await readSpecification({ path: file, format: 'mlmodel' });
    t.equal(kind, 'neural network');
    t.strictSame([...inputs, ...outputs].map(tensorInfoOf), [
      { name: 'x', dtype: 'float32', shape: [input] },
      { name: 'y', dtype: 'float32', shape: [output] },
    ]);
  }
});

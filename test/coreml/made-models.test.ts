/** CoreML's models made by a seed are what our own parser reads of them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { formatOfName } from '@dumont/protocol';
import { readSpecification } from '../../packages/engines/src/coreml/model/read-model.ts';
import { tensorInfoOf } from '../../packages/engines/src/coreml/model/tensor-info.ts';
import { encodeConvolutionalNetwork, encodeDenseNetwork } from '../../tools/models/coreml-network.ts';
import { writeProgram } from '../../tools/models/coreml-program.ts';

interface Made {
  readonly file: string;
  readonly write: (file: string) => Promise<void>;
  readonly kind: string;
  readonly shape: readonly number[];
}

const MADE: readonly Made[] = [
  {
    file: 'dense.mlmodel',
    write: (file) => writeFile(file, encodeDenseNetwork(8, 2)),
    kind: 'neural network',
    shape: [1, 8],
  },
  {
    file: 'convolutional.mlmodel',
    write: (file) => writeFile(file, encodeConvolutionalNetwork({ channels: 4, pixels: 16, layers: 2 })),
    kind: 'neural network',
    shape: [1, 4, 16, 16],
  },
  {
    file: 'program.mlpackage',
    write: (file) => writeProgram(file, { rows: 4, width: 16, layers: 2 }),
    kind: 'program',
    shape: [4, 16],
  },
];

for (const { file, write, kind, shape } of MADE) {
  await t.test(file, async (t) => {
    const place = path.join(t.testdir({}), file);
    await write(place);
    const specification = await readSpecification({ path: place, format: formatOfName(file) ?? 'mlmodel' });
    t.equal(specification.kind, kind);
    t.strictSame([...specification.inputs, ...specification.outputs].map(tensorInfoOf), [
      { name: 'x', dtype: 'float32', shape },
      { name: 'y', dtype: 'float32', shape },
    ]);
  });
}

import fc from 'fast-check';
import t from 'tap';
import { TENSOR_TYPES, type InputSpec, type TensorInfo } from '@dumont/protocol';
import { readClues } from './clues.ts';
import { diagonally, proposeInputs } from './propose-inputs.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { openSearchSpace } from './search-space.ts';

const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

async function propose(inputs: TensorInfo[], spec: InputSpec = nothing, refusal = ''): Promise<InputSpec[]> {
  const base = await resolveInputs({ inputs }, spec);
  return [...proposeInputs(openSearchSpace(inputs, spec, base), refusal).take(500)];
}

await t.test('numbers that a refusal mentions are clues, names and versions are not', async (t) => {
  const refusal =
    "Conv_12 node. Name:'conv1d_3' tensor.cc:120 Input channels C is not equal: C: 1 kernel channels: 80, v1.30 got [1,3,-1]";
  t.strictSame(readClues(refusal), { sizes: [80, 3], lists: [[1, 3, -1]], largestIndex: null });
  const bounds = 'idx=600 must be within the inclusive range [-512,511]';
  t.match(readClues(bounds), { sizes: [512, 600, 511], largestIndex: 511 });
  t.strictSame(readClues('Got: 3 Expected: 80').sizes, [80, 3]);
});

await t.test('combinations come with the fewest changes first, and all of them', async (t) => {
  t.strictSame(
    [...diagonally([3, 2])],
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ],
  );
  t.strictSame([...diagonally([])], [[]]);
});

await t.test('sizes: one dimension after the other, then all at once; the batch stays', async (t) => {
  const inputs: TensorInfo[] = [
    { name: 'image', dtype: 'float32', shape: ['batch', 'channels', 'h', 'w'] },
    { name: 'ids', dtype: 'float32', shape: ['batch', 'h'] },
  ];
  const dims = (await propose(inputs)).map(({ dims }) => JSON.stringify(dims));
  t.strictSame(dims.slice(0, 4), ['{"channels":2}', '{"h":2}', '{"w":2}', '{"channels":4}']);
  const atOnce = dims.indexOf('{"channels":3,"h":224,"w":224}');
  t.ok(dims.indexOf('{"w":16000}') < atOnce, 'each alone before all at once');
  t.notOk(dims.some((text) => text.includes('batch')));
  t.equal(new Set(dims).size, dims.length, 'none twice');
});

await t.test('what follows from other dimensions is never tried itself', async (t) => {
  const inputs: TensorInfo[] = [{ name: 'x', dtype: 'float32', shape: ['b', 'n', '2*n', ''] }];
  const proposals = await propose(inputs);
  t.ok(proposals.every(({ dims }) => !Object.hasOwn(dims, '2*n')));
  t.ok(
    proposals.some(({ shapes }) => shapes['x']?.join() === '1,8,16,8'),
    'a shape has it as it follows',
  );
});

await t.test('a size from the refusal is tried first, for each dimension', async (t) => {
  const inputs: TensorInfo[] = [{ name: 'x', dtype: 'float32', shape: ['', '', ''] }];
  const proposals = await propose(inputs, nothing, 'Got: 1 Expected: 80');
  t.strictSame(
    proposals.slice(0, 2).map((spec) => spec.shapes['x']),
    [
      [1, 80, 1],
      [1, 1, 80],
    ],
  );
});

await t.test('whole numbers are tried as indexes, as shapes and as what is left', async (t) => {
  const inputs: TensorInfo[] = [
    { name: 'x', dtype: 'float32', shape: [20, 30, 40] },
    { name: 'shape', dtype: 'int64', shape: [3] },
  ];
  const values = (await propose(inputs)).map((spec) => spec.values['shape']);
  for (const expected of ['0', '1', '-1,1,1', '20,30,40', '0,1,2', '1,1,18'])
    t.ok(values.includes(expected), expected);
});

await t.test('a sample rate is a usual one', async (t) => {
  const proposals = await propose([{ name: 'sr', dtype: 'int64', shape: [] }]);
  t.strictSame(
    proposals.flatMap(({ shapes, values }) => (Object.keys(shapes).length === 0 ? [values] : [])),
    [{ sr: '8000' }],
  );
});

await t.test('what was said is never changed', async () => {
  const names = ['a', 'b', 'c'];
  const size = fc.constantFrom<number | string>(2, 3, 'n', 'm', '');
  const shape = fc.array(size, { maxLength: 3 });
  const info = (name: string) =>
    fc.record({ name: fc.constant(name), dtype: fc.constantFrom(...TENSOR_TYPES), shape });
  const given = fc.record({ value: fc.subarray(names), shape: fc.subarray(names), n: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.tuple(...names.map(info)), given, async (inputs, said) => {
      const isNamed = inputs.some((input) => input.shape.includes('n'));
      const spec: InputSpec = {
        ...nothing,
        dims: said.n && isNamed ? { n: 5 } : {},
        values: Object.fromEntries(said.value.map((name) => [name, '1'])),
        shapes: Object.fromEntries(
          inputs
            .filter((input) => said.shape.includes(input.name))
            .map((input) => [
              input.name,
              input.shape.map((axis) => (axis === 'n' ? 5 : axis === 'm' || axis === '' ? 7 : Number(axis))),
            ]),
        ),
      };
      const consistent = said.n || !inputs.some((input) => input.shape.includes('n'));
      fc.pre(consistent);
      for (const proposal of (await propose(inputs, spec)).slice(0, 40)) {
        for (const kind of ['dims', 'values', 'shapes'] as const) {
          for (const [name, what] of Object.entries(spec[kind])) {
            if (JSON.stringify(proposal[kind][name]) !== JSON.stringify(what)) return false;
          }
        }
      }
      return true;
    }),
    { numRuns: 50 },
  );
});

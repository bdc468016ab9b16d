import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { InputSpec, TensorInfo } from '@dumont/protocol';
import { encodeTensor } from '../onnx/write-tensor-proto.ts';
import type { Tensor } from '../tensor.ts';
import { resolveInputs } from './resolve-inputs.ts';

const image: TensorInfo = { name: 'image', dtype: 'float32', shape: ['batch', 5, 'height', ''] };
const mask: TensorInfo = { name: 'mask', dtype: 'bool', shape: ['batch'] };
const rate: TensorInfo = { name: 'sr', dtype: 'int64', shape: [] };
const inputs = [image, mask, rate];

const folder = t.testdir({});
const spec = (given: Partial<InputSpec>): InputSpec => ({
  seed: 1,
  shapes: {},
  dims: {},
  values: {},
  files: {},
  folder: null,
  ...given,
});

async function save(name: string, content: Tensor | Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  const isTensor = typeof content === 'object' && 'dtype' in content;
  await writeFile(path, isTensor ? encodeTensor(content) : content);
  return path;
}

async function shapesOf(given: Partial<InputSpec>, of = inputs): Promise<Record<string, number[]>> {
  const { report } = await resolveInputs({ inputs: of }, spec(given));
  return Object.fromEntries(report.map((input) => [input.name, input.shape]));
}

await t.test('without a word every input is made up, as is usual for it', async (t) => {
  const { feeds, report } = await resolveInputs({ inputs }, spec({}));
  t.strictSame(report, [
    { name: 'image', dtype: 'float32', shape: [1, 5, 1, 1], source: 'convention', chosenAxes: [0, 2, 3] },
    { name: 'mask', dtype: 'bool', shape: [1], source: 'convention', value: '1', chosenAxes: [0] },
    { name: 'sr', dtype: 'int64', shape: [], source: 'convention', value: '16000' },
  ]);
  t.match(feeds['image'], { data: { length: 5 } });
  t.strictSame(
    await resolveInputs({ inputs: [...inputs].reverse() }, spec({})).then((again) => again.feeds),
    feeds,
  );
});

await t.test('a dimension has one size wherever its name stands', async (t) => {
  t.strictSame(await shapesOf({ dims: { batch: 4, height: 0 } }), { image: [4, 5, 0, 1], mask: [4], sr: [] });
  t.strictSame(await shapesOf({ shapes: { image: [2, 5, 3, 7] } }), {
    image: [2, 5, 3, 7],
    mask: [2],
    sr: [],
  });
});

await t.test('an input without dimensions may be of any rank', async (t) => {
  t.strictSame((await shapesOf({ shapes: { sr: [1, 2] } }))['sr'], [1, 2]);
});

await t.test('the report says what was given: a long value and a file by their checksums', async (t) => {
  const digest = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const long = Array.from({ length: 40 }, (_, index) => index).join(',');
  const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5).buffer);
  const file = await save('told.bin', bytes);
  const { report } = await resolveInputs(
    { inputs },
    spec({ values: { sr: '16000', mask: 'true' }, files: { image: file }, searched: ['mask'] }),
  );
  t.match(report, [
    { name: 'image', source: 'file', sha256: digest(bytes) },
    { name: 'mask', source: 'searched', value: 'true' },
    { name: 'sr', source: 'value', value: '16000' },
  ]);
  t.notOk(report.some(({ value, sha256 }) => value !== undefined && sha256 !== undefined));
  const given = spec({ shapes: { sr: [40] }, values: { sr: long } });
  const listed = await resolveInputs({ inputs: [{ name: 'sr', dtype: 'int64', shape: ['n'] }] }, given);
  t.strictSame(listed.report, [
    { name: 'sr', dtype: 'int64', shape: [40], source: 'value', sha256: digest(long) },
  ]);
});

await t.test('given values and what was found by searching are told as such', async (t) => {
  const { feeds, report } = await resolveInputs(
    { inputs },
    spec({ values: { sr: '16000' }, searched: ['mask'] }),
  );
  t.strictSame(feeds['sr'], { dtype: 'int64', shape: [], data: new BigInt64Array([16_000n]) });
  t.strictSame(
    report.map(({ source }) => source),
    ['convention', 'searched', 'value'],
  );
});

await t.test('tensors from files, whose sizes hold for the other inputs too', async (t) => {
  const tensor: Tensor = { dtype: 'bool', shape: [2], data: new Uint8Array([1, 0]) };
  const files = { mask: await save('mask.pb', tensor) };
  const { feeds, report } = await resolveInputs({ inputs }, spec({ files }));
  t.strictSame(feeds['mask'], tensor);
  t.strictSame(
    report.map(({ shape, source }) => [shape, source]),
    [
      [[2, 5, 1, 1], 'random'],
      [[2], 'file'],
      [[], 'convention'],
    ],
  );
});

await t.test('a raw file has the shape that is said', async (t) => {
  const data = new Float32Array(10).fill(7);
  const files = { image: await save('image.bin', new Uint8Array(data.buffer)) };
  const { feeds } = await resolveInputs({ inputs }, spec({ files, dims: { height: 2 } }));
  t.strictSame(feeds['image'], { dtype: 'float32', shape: [1, 5, 2, 1], data });
  await t.rejects(resolveInputs({ inputs }, spec({ files })), {
    code: 'INPUT_INVALID',
    message: /image\.bin.*has 40 bytes, but 1x5x1x1 of float32 takes 20.*--shape image=/,
  });
});

await t.test(
  'a data set folder gives inputs by position; what it lacks is made up, and a flag goes first',
  async (t) => {
    const set = join(folder, 'test_data_set_0');
    await mkdir(set);
    const sr: Tensor = { dtype: 'int64', shape: [], data: new BigInt64Array([8000n]) };
    await writeFile(join(set, 'input_2.pb'), encodeTensor(sr));
    const sources = async (given: Partial<InputSpec>) =>
      (await resolveInputs({ inputs }, spec({ folder: set, ...given }))).report.map((input) => input.source);
    t.strictSame(await sources({}), ['convention', 'convention', 'file']);
    t.strictSame(await sources({ values: { sr: '16000' } }), ['convention', 'convention', 'value']);
    await writeFile(join(set, 'input_3.pb'), encodeTensor(sr));
    await t.rejects(sources({}), {
      code: 'INPUT_INVALID',
      message: /input_3\.pb, but the model has only 3 inputs/,
    });
    await t.rejects(resolveInputs({ inputs }, spec({ folder })), { message: /holds no input_0\.pb/ });
    await t.rejects(resolveInputs({ inputs }, spec({ folder: join(folder, 'no') })), {
      message: /cannot be read/,
    });
  },
);

await t.test(
  'what does not fit is refused with the input, what it is, and the flag that fixes it',
  async (t) => {
    const float = await save('float.pb', { dtype: 'float32', shape: [1], data: new Float32Array(1) });
    const bool = await save('bool.pb', { dtype: 'bool', shape: [2, 2], data: new Uint8Array(4) });
    const four = await save('four.pb', { dtype: 'bool', shape: [4], data: new Uint8Array(4) });
    const wrong: [string, Partial<InputSpec>, RegExp][] = [
      [
        'no such input',
        { shapes: { imag: [1] } },
        /no input "imag" \(--shape\)\. Did you mean "image"\? Its inputs: image float32\[batch,5,height,\?\]/,
      ],
      ['in capitals', { values: { SR: '1' } }, /no input "SR" \(--value\)\. Did you mean "sr"\?/],
      ['nothing like it', { files: { zzzzzz: float } }, /no input "zzzzzz" \(--input\)\. Its inputs/],
      [
        'no such dimension',
        { dims: { hight: 3 } },
        /no dimension "hight" \(--dim\)\. Did you mean "height"\?/,
      ],
      [
        'wrong rank',
        { shapes: { image: [1, 3] } },
        /1x3 from --shape does not fit.*4 dimensions, not 2.*--shape image=1x5x1x1/,
      ],
      ['fixed size', { shapes: { image: [1, 4, 2, 2] } }, /dimension 1 is fixed to 5.*--shape image=1x5x2x2/],
      ['two sizes', { dims: { batch: 2 }, shapes: { mask: [3] } }, /--dim batch=2 says otherwise/],
      ['two sources', { values: { mask: '1' }, files: { mask: bool } }, /mask is given twice/],
      [
        'wrong type',
        { files: { mask: float } },
        /float\.pb holds float32 elements, but the input mask bool\[batch\] takes bool.*--input mask=/,
      ],
      ['wrong rank in a file', { files: { mask: bool } }, /2x2 from its file does not fit the input mask/],
      [
        'shape and file',
        { files: { mask: four }, shapes: { mask: [3] } },
        /has the shape 4, but --shape mask=3 says otherwise/,
      ],
      ['unknown ending', { files: { mask: join(folder, 'mask.txt') } }, /mask\.txt .*cannot be read/],
      ['a folder', { files: { mask: folder } }, /is not a file/],
      ['no value', { values: { sr: 'fast' } }, /"fast" is no value for the input sr int64\[\]/],
    ];
    for (const [name, given, message] of wrong) {
      await t.rejects(resolveInputs({ inputs }, spec(given)), { code: 'INPUT_INVALID', message }, name);
    }
    await t.rejects(resolveInputs({ inputs }, spec({ files: { mask: await save('mask.txt', '1') } })), {
      message: /unknown ending: use \.npy, \.pb or \.bin/,
    });
  },
);

await t.test('a wrong size does not take the machine down', async (t) => {
  for (const dims of [{ height: 10 ** 9 }, { height: 2 ** 53 - 1, batch: 2 ** 53 - 1 }]) {
    await t.rejects(resolveInputs({ inputs }, spec({ dims })), {
      code: 'INPUT_INVALID',
      message: /beyond 1024 MB.*--shape image=/,
    });
  }
  t.strictSame((await shapesOf({ dims: { height: 10 ** 9, batch: 0 } }))['image'], [0, 5, 10 ** 9, 1]);
});

await t.test('inputs may be called what every object has', async (t) => {
  const odd: TensorInfo[] = ['constructor', '__proto__', 'toString'].map((name) => ({
    name,
    dtype: 'float32',
    shape: ['valueOf'],
  }));
  const { feeds, report } = await resolveInputs({ inputs: odd }, spec({}));
  t.strictSame(Object.keys(feeds), ['constructor', '__proto__', 'toString']);
  t.ok(report.every(({ shape }) => shape.join() === '1'));
});

await t.test('small floats may be given as the bits that they are held as', async (t) => {
  const bits = { shape: [1], data: Uint16Array.of(0x3f80) };
  const files = { x: await save('bits.pb', { dtype: 'uint16', ...bits }) };
  const x = { name: 'x', dtype: 'bfloat16', shape: [1] } as const;
  t.strictSame((await resolveInputs({ inputs: [{ ...x, shape: [1] }] }, spec({ files }))).feeds, {
    x: { dtype: 'bfloat16', ...bits },
  });
  const numbers: Tensor = { dtype: 'int32', shape: [1], data: Int32Array.of(1) };
  const wrong = { x: await save('numbers.pb', numbers) };
  await t.rejects(resolveInputs({ inputs: [{ ...x, shape: [1] }] }, spec({ files: wrong })), {
    message: /holds int32 elements/,
  });
});

await t.test('a name is suggested as the model writes it', async (t) => {
  const named: TensorInfo[] = [{ name: 'Input_IDs', dtype: 'int64', shape: ['Batch'] }];
  const refused = (given: Partial<InputSpec>) => resolveInputs({ inputs: named }, spec(given));
  await t.rejects(refused({ values: { input_ids: '1' } }), { message: /Did you mean "Input_IDs"\?/ });
  await t.rejects(refused({ dims: { batch: 1 } }), { message: /Did you mean "Batch"\?/ });
});

await t.test('a range is the user’s word: drawn from it, and told', async (t) => {
  const ids: TensorInfo = { name: 'ids', dtype: 'int64', shape: [1, 200] };
  const of = (input: TensorInfo, range: [number, number]) =>
    resolveInputs({ inputs: [input] }, spec({ ranges: { [input.name]: range } }));
  const { feeds, report } = await of(ids, [5, 9]);
  const { data } = feeds['ids'] as Tensor;
  t.strictSame([...new Set([...data].map(Number))].sort(), [5, 6, 7, 8, 9]);
  t.match(report, [{ source: 'value', range: { least: 5, most: 9, order: 'random' } }]);
  const floats = (await of({ ...ids, dtype: 'float32' }, [-2, -1])).feeds['ids'] as Tensor;
  t.ok([...floats.data].every((value) => Number(value) >= -2 && Number(value) <= -1));
  for (const [dtype, range, message] of [
    ['int8', [0, 200], /from -128 to 127/],
    ['int64', [0.5, 2], /whole numbers/],
    ['bool', [0, 1], /takes no numbers/],
    ['string', [0, 1], /--value ids=/],
  ] as const)
    await t.rejects(of({ ...ids, dtype }, [...range]), { code: 'INPUT_INVALID', message }, dtype);
});

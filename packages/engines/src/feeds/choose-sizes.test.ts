import t from 'tap';
import type { InputSpec, TensorInfo } from '@dumont/protocol';
import { resolveInputs } from './resolve-inputs.ts';

const float = (name: string, ...shape: (number | string)[]): TensorInfo => ({
  name,
  dtype: 'float32',
  shape,
});
const ids = (name: string, ...shape: (number | string)[]): TensorInfo => ({ name, dtype: 'int64', shape });
const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

async function shapesOf(inputs: TensorInfo[], given: Partial<InputSpec> = {}): Promise<string> {
  const { report } = await resolveInputs({ inputs }, { ...nothing, ...given });
  return report.map(({ shape }) => shape.join('x')).join(' ');
}

await t.test('an image has a batch of 1 and sides of 224, by names and by places', async (t) => {
  t.equal(await shapesOf([float('x', '', 3, '', '')]), '1x3x224x224');
  t.equal(await shapesOf([float('x', 'batch', 'height', 'width', 3)]), '1x224x224x3');
  t.equal(await shapesOf([float('x', 'N', 1, 48, 'w')]), '1x1x48x224', 'one side is fixed');
  t.equal(await shapesOf([{ ...float('x', 1, 4, '', ''), dtype: 'uint8' }]), '1x4x224x224');
  t.equal(await shapesOf([float('x', '', 64, '', '')]), '1x64x1x1', 'so many channels are no image');
  t.equal(await shapesOf([float('past_key', 'b', 4, 'past_length', 64)]), '1x4x1x64', 'nor is a cache');
  t.equal(await shapesOf([float('mel', 'b', 1, 80, 'time')]), '1x1x80x1', 'nor is sound');
});

await t.test('what the model itself calls usual goes before that', async (t) => {
  t.equal(await shapesOf([{ ...float('x', 1, 3, '', ''), usualShape: [1, 3, 64, 96] }]), '1x3x64x96');
});

await t.test('the batch is the axis called so, else the first: N alone is none', async (t) => {
  t.equal(await shapesOf([float('x', 'seq', 'batch', 8)], { dims: { seq: 5 } }), '5x1x8');
  const { report } = await resolveInputs({ inputs: [float('x', 'N')] }, nothing);
  t.match(report, [{ shape: [1], source: 'random' }]);
});

await t.test('ids and masks are 128 long, a total is what is past and what is new', async (t) => {
  const decoder = [
    ids('input_ids', 'batch_size', 'sequence_length'),
    ids('attention_mask', 'batch_size', 'total_sequence_length'),
    float('past_key_values.0.key', 'batch_size', 4, 'past_sequence_length', 64),
  ];
  t.equal(await shapesOf(decoder), '1x128 1x129 1x4x1x64');
  t.equal(
    await shapesOf(decoder, { dims: { past_sequence_length: 511, sequence_length: 1 } }),
    '1x1 1x512 1x4x511x64',
  );
  t.equal(await shapesOf(decoder, { dims: { total_sequence_length: 200 } }), '1x128 1x200 1x4x72x64');
  t.equal(
    await shapesOf(decoder, { shapes: { attention_mask: [1, 140], input_ids: [1, 4] } }),
    '1x4 1x140 1x4x136x64',
  );
});

await t.test('what follows from other dimensions is calculated, both ways', async (t) => {
  const inputs = [float('x', 'k + 7', '3*n', 2), float('y', 'n', 'floor(m/2)')];
  t.equal(await shapesOf(inputs), '8x3x2 1x1', 'm is raised until its half is a size');
  t.equal(await shapesOf(inputs, { dims: { k: 9, n: 4, m: 7 } }), '16x12x2 4x3');
  t.equal(await shapesOf(inputs, { shapes: { x: [8, 15, 2] } }), '8x15x2 5x1', 'n follows from 3*n');
  t.equal(await shapesOf(inputs, { dims: { '3*n': 6 } }), '8x6x2 2x1');
});

await t.test('a sum is followed where its parts are written, and told where they are not', async (t) => {
  const inputs = [float('x', 's0 + s1', 4), float('y', 's0'), float('z', 's1')];
  t.equal(await shapesOf(inputs, { shapes: { x: [10, 4] }, dims: { s0: 4 } }), '10x4 4 6');
  await t.rejects(shapesOf(inputs, { shapes: { x: [10, 4] } }), {
    code: 'INPUT_INVALID',
    message: /s0 \+ s1 is 10, which does not say how large s0 and s1 are\. Use --dim s0=… and --dim s1=…/,
  });
  await t.rejects(shapesOf(inputs, { shapes: { x: [10, 4] }, dims: { s0: 4, s1: 5 } }), {
    message: /--dim s0 \+ s1=9 says otherwise/,
  });
  await t.rejects(shapesOf([float('x', 'n/2', 1), float('y', 'n')], { dims: { n: 3 } }), {
    message: /dimension n\/2 of the input x comes to 1\.5, which is no size, with n = 3\. Use --dim n=…/,
  });
  await t.rejects(shapesOf(inputs, { dims: { S1: 3 } }), { message: /Did you mean "s1"/ });
});

await t.test('axes whose size nobody gave are told, and whether it is a usual one', async (t) => {
  const inputs = [float('x', 'batch', 'n'), float('y', 'batch', 'n + 1'), float('z', 'm')];
  const chosen = async (given: Partial<InputSpec>) => {
    const { report } = await resolveInputs({ inputs }, { ...nothing, ...given });
    return report.map(({ source, chosenAxes }) => [source, chosenAxes?.join() ?? '']);
  };
  t.strictSame(await chosen({}), [
    ['convention', '0,1'],
    ['convention', '0,1'],
    ['random', '0'],
  ]);
  t.strictSame(await chosen({ dims: { batch: 2, n: 3 }, shapes: { z: [4] } }), [
    ['random', ''],
    ['random', ''],
    ['random', ''],
  ]);
});

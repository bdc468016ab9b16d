import t from 'tap';
import type { ReportInput, TensorInfo } from '@dumont/protocol';
import { chosenDimensions } from './chosen-dimensions.ts';

function told(declared: readonly (readonly (string | number)[])[], sizes: readonly (readonly number[])[]) {
  const signature = declared.map((shape, index): TensorInfo => ({
    name: `in ${index}`,
    dtype: 'float32',
    shape: [...shape],
  }));
  const inputs = sizes.map((shape, index): ReportInput => ({
    name: `in ${index}`,
    dtype: 'float32',
    shape: [...shape],
    source: 'random',
    chosenAxes: (declared[index] ?? []).flatMap((size, axis) => (typeof size === 'string' ? [axis] : [])),
  }));
  return chosenDimensions(inputs, signature);
}

await t.test('what follows from names that are told is not told again', async (t) => {
  const dimensions = told(
    [
      ['batch', 'past'],
      ['batch', 'seq'],
      ['batch', 'past + seq'],
    ],
    [
      [1, 1],
      [1, 128],
      [1, 129],
    ],
  );
  t.same(dimensions, [
    { label: 'batch', size: 1, flags: ['--dim batch=…'] },
    { label: 'past', size: 1, flags: ['--dim past=…'] },
    { label: 'seq', size: 128, flags: ['--dim seq=…'] },
  ]);
});

await t.test('an expression alone is told with the flags of its names', async (t) => {
  t.same(told([['3*n'], ['(a + b)//2']], [[3], [1]]), [
    { label: '3*n', size: 3, flags: ['--dim n=…'] },
    { label: '(a + b)//2', size: 1, flags: ['--dim a=…', '--dim b=…'] },
  ]);
});

await t.test('what a shell would take apart is quoted', async (t) => {
  t.same(told([['Max(1, n)', '']], [[1, 2]]), [
    { label: 'Max(1, n)', size: 1, flags: ["--dim 'Max(1, n)=…'"] },
    { label: 'in 0 axis 1', size: 2, flags: ["--shape 'in 0=…'"] },
  ]);
});

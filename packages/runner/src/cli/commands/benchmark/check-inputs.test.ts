import t from 'tap';
import { parse } from '../testing/parse.ts';
import { checkInputPaths } from './check-inputs.ts';

await t.test('an archive of arrays is told what to do', async (t) => {
  const { measurement } = await parse('-m a.onnx --input x=photos.npz');
  await t.rejects(checkInputPaths(measurement), {
    code: 'INPUT_INVALID',
    message: /^--input x: .*photos\.npz is an archive of arrays: save the one that is meant as a \.npy file/,
  });
});

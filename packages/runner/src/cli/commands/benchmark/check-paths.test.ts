import path from 'node:path';
import t from 'tap';
import { parse } from '../testing/parse.ts';
import { checkPaths } from './check-paths.ts';

await t.test('an archive of arrays is told what to do', async (t) => {
  await t.rejects(checkPaths(await parse('-m a.onnx --input x=photos.npz')), {
    code: 'INPUT_INVALID',
    message: /^--input x: .*photos\.npz is an archive of arrays: save the one that is meant as a \.npy file/,
  });
});

await t.test('a folder of weights that is not there is a mistake, not one with nothing in it', async (t) => {
  const folder = t.testdir({ file: '', weights: {} });
  const check = async (name: string) =>
    checkPaths(await parse(`-m a.onnx --allow-data-folder ${path.join(folder, name)}`));
  await check('weights');
  await t.rejects(check('none'), {
    code: 'INPUT_INVALID',
    message: /^--allow-data-folder: .*there is no folder/,
  });
  await t.rejects(check('file'), { code: 'INPUT_INVALID', message: /is not a folder/ });
});

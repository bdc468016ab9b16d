import t from 'tap';
import { listPaths } from './completion.ts';

await t.test('paths are offered by their ending, folders always', async (t) => {
  const folder = t.testdir({
    'a.onnx': '',
    'b.txt': '',
    '.hidden.onnx': '',
    assets: { 'c.ONNX': '', deep: { 'd.onnx': '' } },
  });
  const list = (typed: string) =>
    listPaths(`${folder}/${typed}`, ['.onnx']).map((path) => path.slice(folder.length + 1));
  t.strictSame(list(''), ['a.onnx', 'assets/']);
  t.strictSame(list('.h'), ['.hidden.onnx']);
  t.strictSame(
    list('as'),
    ['assets/', 'assets/c.ONNX', 'assets/deep/'],
    'a single folder with what is in it',
  );
  t.strictSame(list('assets/c'), ['assets/c.ONNX']);
  t.strictSame(list('nowhere/x'), []);
});

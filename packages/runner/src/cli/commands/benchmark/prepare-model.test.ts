import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { writeZip } from '../../../wheels/testing/write-zip.ts';
import { prepareModel } from './prepare-model.ts';

const signal = new AbortController().signal;
const prepare = (location: string) => prepareModel({ kind: 'file', location }, { signal });

await t.test('a model file is known by its ending', async (t) => {
  const folder = t.testdir({ 'a.onnx': 'x', 'B.MLMODEL': 'x', 'c.mlpackage': { data: 'x' } });
  t.strictSame((await prepare(join(folder, 'a.onnx'))).model, {
    path: join(folder, 'a.onnx'),
    format: 'onnx',
  });
  t.equal((await prepare(join(folder, 'B.MLMODEL'))).model.format, 'mlmodel');
  t.equal((await prepare(join(folder, 'c.mlpackage'))).model.format, 'mlpackage');
});

await t.test('what can be no model is refused with its reason', async (t) => {
  const folder = t.testdir({ 'empty.onnx': '', 'notes.txt': 'x', 'folder.onnx': {} });
  const cases = [
    ['missing.onnx', 'MODEL_NOT_FOUND', /^There is no file /],
    ['folder.onnx', 'MODEL_NOT_FOUND', /is a folder, not a model/],
    ['notes.txt', 'MODEL_UNSUPPORTED', /its name ends in none of \.onnx, \.ort, \.mlmodel, \.mlpackage/],
    ['empty.onnx', 'MODEL_INVALID', /is empty\.$/],
    [join('notes.txt', 'a.onnx'), 'MODEL_NOT_FOUND', /notes\.txt/],
  ] as const;
  for (const [name, code, message] of cases) {
    await t.rejects(prepare(join(folder, name)), { code, message, exitCode: 10 }, name);
  }
});

await t.test('a zip of a package is unpacked for the time of the benchmark', async (t) => {
  const zip = writeZip([
    { name: 'm.mlpackage/Manifest.json', content: '{}' },
    { name: 'm.mlpackage/Data/a.mlmodel', content: 'graph' },
  ]);
  const folder = t.testdir({ 'x.mlpackage.zip': zip, 'y.mlpackage': zip, 'no.zip': 'x', 'z.mlpackage': 'x' });
  for (const name of ['x.mlpackage.zip', 'y.mlpackage']) {
    const { model, dispose } = await prepare(join(folder, name));
    t.match(model, { format: 'mlpackage', archive: join(folder, name), path: /[\\/]m\.mlpackage$/ });
    t.equal(readFileSync(join(model.path, 'Data', 'a.mlmodel'), 'utf8'), 'graph');
    await dispose();
    t.notOk(existsSync(dirname(model.path)));
  }
  await t.rejects(prepare(join(folder, 'no.zip')), { code: 'MODEL_INVALID', message: /no zip archive/ });
  await t.rejects(prepare(join(folder, 'none.zip')), { code: 'MODEL_NOT_FOUND', message: /no file/ });
  const file = await prepare(join(folder, 'z.mlpackage'));
  t.equal(file.model.path, join(folder, 'z.mlpackage'), 'whose kind is refused when it is opened');
});

await t.test('a device is no model', { skip: process.platform === 'win32' && 'POSIX files' }, async (t) => {
  await t.rejects(prepare('/dev/zero'), { code: 'MODEL_NOT_FOUND', message: /device or pipe/ });
});

import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { findLibrary } from './find-library.ts';

await t.test('the library of onnxruntime-node is found', async (t) => {
  t.match(findLibrary(null), new RegExp(`onnxruntime-node.*${process.platform}.${process.arch}`));
});

await t.test(
  'it is the one that onnxruntime-node loads',
  { skip: process.platform !== 'linux' && 'there is no /proc/self/maps' },
  async (t) => {
    await import('onnxruntime-node');
    t.ok((await readFile('/proc/self/maps', 'utf8')).includes(findLibrary(null)));
  },
);

const skip = process.platform !== 'linux' && 'the names of Linux';

await t.test('a library is found in a folder, or named itself', { skip }, async (t) => {
  const root = t.testdir();
  const library = path.join(root, 'env', 'onnxruntime', 'capi', 'libonnxruntime.so.1.32.0');
  await mkdir(path.dirname(library), { recursive: true });
  for (const name of ['libonnxruntime_providers_shared.so', 'onnxruntime.dll', 'libonnxruntime.dylib'])
    await writeFile(path.join(path.dirname(library), name), '');
  await writeFile(library, '');
  t.equal(findLibrary(path.join(root, 'env')), library);
  t.equal(findLibrary(library), library);
  const link = path.join(root, 'libonnxruntime.so');
  await symlink(library, link);
  t.equal(findLibrary(root), library, 'the same file by whatever name');
});

await t.test('where there is none, that is said', async (t) => {
  const root = t.testdir();
  t.throws(() => findLibrary(root, 'my.whl'), { code: 'USAGE', message: /library for .* in my\.whl: / });
  t.throws(() => findLibrary(path.join(root, 'nowhere')), { code: 'USAGE', message: /there is no/ });
});

await t.test('what cannot be a library, or leads to none, is refused in words', { skip }, async (t) => {
  const refused = (given: string, message: RegExp): void => {
    t.throws(() => findLibrary(given), { code: 'USAGE', message }, given);
  };
  refused('/dev/null', /^\/dev\/null is neither a file nor a folder: --onnxruntime takes a library/);
  refused(path.join(t.testdir({ file: '' }), 'file', 'below'), /there is no|cannot be read/);
  refused(t.testdir({ lib: '' }), /there is no ONNX Runtime library/);
  refused(
    t.testdir({ 'libonnxruntime.so': t.fixture('symlink', 'nowhere') }),
    /libonnxruntime\.so is no file, or a link to nothing$/,
  );
  refused(t.testdir({ 'libonnxruntime.so': {} }), /libonnxruntime\.so is no file/);
  refused(t.testdir({ lib: t.fixture('symlink', 'lib') }), /cannot be read: ELOOP/);
});

await t.test('of several versions, the one without a version says which', { skip }, async (t) => {
  const versions = { 'libonnxruntime.so.1.40.0': '', 'libonnxruntime.so.1.41.0': '' };
  t.throws(() => findLibrary(t.testdir({ lib: versions })), {
    code: 'USAGE',
    message:
      /several versions of ONNX Runtime in .* \(libonnxruntime\.so\.1\.40\.0, libonnxruntime\.so\.1\.41\.0\)/,
  });
  for (const version of Object.keys(versions)) {
    const link = t.fixture('symlink', version);
    const folder = t.testdir({ lib: { ...versions, 'libonnxruntime.so': link } });
    t.equal(findLibrary(folder), path.join(folder, 'lib', version));
  }
  const one = t.testdir({
    'libonnxruntime.so.1.40.0': '',
    'libonnxruntime.so.1': t.fixture('symlink', 'libonnxruntime.so.1.40.0'),
  });
  t.equal(findLibrary(one), path.join(one, 'libonnxruntime.so.1.40.0'), 'by two names');
});

await t.test('a library for another processor is refused', { skip }, async (t) => {
  const [machine, name] = process.arch === 'x64' ? [183, 'arm64'] : [62, 'x64'];
  const header = Buffer.alloc(20);
  header.write('\x7fELF\x02\x01', 'latin1');
  header.writeUInt16LE(machine, 18);
  const folder = t.testdir({ 'libonnxruntime.so': header });
  t.throws(() => findLibrary(folder, 'my.whl'), {
    code: 'USAGE',
    message: `my.whl is for another processor: ${name}, and this is ${process.arch}`,
  });
});

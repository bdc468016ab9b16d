import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { findLibrary, shippedVersion } from '@dumont/engines/manifests';
import { recordFor, writeWheel, writeZip, type ZipFile } from '../wheels/testing/write-zip.ts';
import { addProvider, removeProvider } from './add-provider.ts';
import { listStored } from './stored-provider.ts';
import { placeOf, privateFolder } from './testing/private-folder.ts';

const never = new AbortController().signal;
const FILES: readonly ZipFile[] = [
  { name: 'sample/libsample.so', content: 'code' },
  { name: 'sample/data/table.txt', content: 'text' },
];

function stage(t: Test) {
  const folder = privateFolder(t);
  const place = placeOf(folder);
  const file = (name: string, content: Buffer): string => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const add = (name: string, ...from: string[]) => addProvider({ name, from }, place, never);
  return { folder, place, store: path.join(folder, 'providers'), file, add };
}

await t.test('a wheel is unpacked for this user alone, and goes as it came', async (t) => {
  const { place, store, file, add } = stage(t);
  const { folder, manifest } = await add('sample', file('sample.whl', writeWheel(FILES)));
  t.equal(folder, path.join(store, 'sample'));
  t.equal(readFileSync(path.join(folder, 'sample/libsample.so'), 'utf8'), 'code');
  if (process.platform !== 'win32') {
    t.equal(statSync(folder).mode & 0o777, 0o700);
    t.equal(statSync(path.join(folder, 'sample/libsample.so')).mode & 0o777, 0o600);
  }
  t.strictSame(manifest?.from, ['sample.whl']);
  t.strictSame(
    manifest?.files.map(({ path: name }) => name),
    ['sample-1.0.dist-info/RECORD', 'sample/data/table.txt', 'sample/libsample.so'],
  );
  t.strictSame(
    listStored(place).map(({ name }) => name),
    ['sample'],
  );
  await t.rejects(add('sample', file('sample.whl', writeWheel(FILES))), {
    code: 'USAGE',
    message: /is there already: dumont-runner providers remove sample/,
  });
  await removeProvider('sample', place);
  t.strictSame(readdirSync(store), []);
  await t.rejects(removeProvider('sample', place), { code: 'USAGE', message: /there is no provider sample/ });
});

await t.test('what is not for us to unpack is refused as a whole', async (t) => {
  const { store, file, add } = stage(t);
  const one: ZipFile = { name: 'a.so', content: 'code' };
  const wheels: Readonly<Record<string, readonly [content: Buffer, message: RegExp]>> = {
    'another checksum than RECORD says': [
      writeWheel([one], recordFor([{ ...one, content: 'original' }])),
      /another checksum than its RECORD says/,
    ],
    'no RECORD': [writeZip([one]), /no list of its files/],
    'a bomb': [writeWheel([{ ...one, content: Buffer.alloc(2 ** 24) }]), /more than 200 times its size/],
    'a link': [writeZip([{ name: 'a', content: '/etc', stored: true, mode: 0o120777 }]), /is a link/],
    'a way up': [writeZip([{ ...one, name: '../a.so' }]), /would lie outside/],
    'an absolute path': [writeZip([{ ...one, name: '/tmp/a.so' }]), /would lie outside/],
  };
  for (const [what, [content, message]] of Object.entries(wheels)) {
    await t.rejects(add('sample', file('bad.whl', content)), { code: 'USAGE', message }, what);
    t.strictSame(readdirSync(store), [], what);
  }
  for (const name of ['', '..', 'a/b', 'A', '.hidden'])
    await t.rejects(
      add(name, file('good.whl', writeWheel(FILES))),
      { code: 'USAGE', message: /is no name/ },
      name,
    );
  const empty = path.join(path.dirname(store), 'empty');
  mkdirSync(empty);
  const onlyPython = file('python.whl', writeWheel([{ name: 'sample/__init__.py', content: 'code' }]));
  for (const from of [empty, onlyPython]) {
    await t.rejects(add('sample', from), { code: 'USAGE', message: /no shared library/ }, from);
    t.strictSame(readdirSync(store), [], from);
  }
  await t.rejects(add('sample', '/nowhere'), {
    code: 'USAGE',
    message: /\/nowhere cannot be read as a folder/,
  });
});

await t.test('a folder is copied without links; one that leads away is refused', async (t) => {
  const { folder, store, add } = stage(t);
  const source = path.join(folder, 'source');
  mkdirSync(path.join(source, 'lib'), { recursive: true });
  writeFileSync(path.join(source, 'lib', 'libsample.so.1.2'), 'code');
  chmodSync(path.join(source, 'lib', 'libsample.so.1.2'), 0o777);
  symlinkSync('libsample.so.1.2', path.join(source, 'lib', 'libsample.so'));
  symlinkSync('..', path.join(source, 'lib', 'circle'));
  await t.rejects(add('sample', source), {
    code: 'USAGE',
    message: /link that leads elsewhere: lib\/circle/,
  });
  t.strictSame(readdirSync(store), []);
  const other = path.join(folder, 'other');
  mkdirSync(other);
  writeFileSync(path.join(other, 'libsample.so.1'), 'code');
  symlinkSync('libsample.so.1', path.join(other, 'libsample.so'));
  const { manifest } = await add('sample', other);
  t.strictSame(
    manifest?.files.map(({ path: name }) => name),
    ['libsample.so.1'],
  );
  t.notOk(existsSync(path.join(store, 'sample', 'libsample.so')));
});

await t.test('files of the same names from several wheels stand side by side', async (t) => {
  const { store, file, add } = stage(t);
  const [a, b] = [file('a.whl', writeWheel(FILES)), file('b.whl', writeWheel(FILES))];
  const { manifest } = await add('sample', a, b);
  t.equal(manifest?.files.length, 6);
  for (const part of ['1', '2']) t.ok(existsSync(path.join(store, 'sample', part, 'sample', 'libsample.so')));
});

await t.test("a provider without ONNX Runtime's library gets the one that Dumont brings", async (t) => {
  const { file, add } = stage(t);
  const shared = (folder: string): ZipFile => ({
    name: `${folder}libonnxruntime_providers_shared.so`,
    content: 'code',
  });
  const bare = await add('bare', file('bare.whl', writeWheel([shared('capi/')])));
  const joined = path.join(bare.folder, 'capi', path.basename(findLibrary(null)));
  t.equal(findLibrary(path.join(bare.folder, 'capi')), joined);
  t.ok(readFileSync(joined).equals(readFileSync(findLibrary(null))));
  const versioned = (version: string): ZipFile[] => [
    shared(''),
    { name: `onnxruntime_gpu-${version}.dist-info/METADATA`, content: '' },
  ];
  await add('same', file('same.whl', writeWheel(versioned(shippedVersion()))));
  await t.rejects(add('other', file('other.whl', writeWheel(versioned('1.2.3')))), {
    code: 'USAGE',
    message: /is of ONNX Runtime 1\.2\.3 and has no library of its own/,
  });
  const whole = [shared(''), { name: 'libonnxruntime.so.1.2.3', content: 'code' }];
  const { manifest } = await add('whole', file('whole.whl', writeWheel(whole)));
  t.equal(manifest?.files.length, 3, 'one that has its own keeps it');
});

await t.test('ending the command leaves nothing', async (t) => {
  const { place, store, file } = stage(t);
  const reason = new Error('ended');
  const from = [file('sample.whl', writeWheel(FILES))];
  await t.rejects(addProvider({ name: 'sample', from }, place, AbortSignal.abort(reason)), reason);
  t.strictSame(readdirSync(store), []);
});

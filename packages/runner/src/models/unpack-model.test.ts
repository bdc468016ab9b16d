/** Models that come in archives: what people and programs zip, and what attackers do. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { writeZip, type ZipFile } from '../wheels/testing/write-zip.ts';
import { OpenModel } from './open-model.ts';
import { unpackModel } from './unpack-model.ts';

const { signal } = new AbortController();
const MANIFEST = JSON.stringify({ rootModelIdentifier: 'a', itemInfoEntries: { a: { path: 'a.mlmodel' } } });
const PACKAGE: readonly ZipFile[] = [
  { name: 'Manifest.json', content: MANIFEST },
  { name: 'Data/a.mlmodel', content: 'graph' },
  { name: 'Data/weights/', content: '', mode: 0o040755 },
];
const within = (folder: string, files = PACKAGE): ZipFile[] =>
  files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
const attributes: ZipFile = { name: '__MACOSX/m.mlpackage/._Manifest.json', content: 'attributes' };

function unpack(t: Test, content: Buffer | string, name = 'sent.mlpackage.zip') {
  const base = t.testdir({ into: {} });
  const file = path.join(base, 'sent');
  writeFileSync(file, content);
  const limits = { minFreeBytes: 0 };
  return unpackModel({ path: file, name }, path.join(base, 'into'), { signal, limits });
}

await t.test('an archive of one model is that model, however it was zipped', async (t) => {
  const sent = { 'its folder': within('m.mlpackage'), 'a folder further in': within('x/y/m.mlpackage') };
  const withMore = [...within('m.mlpackage'), attributes, { name: '.DS_Store', content: 'x' }];
  for (const [what, files] of Object.entries({ ...sent, 'by a Mac': withMore })) {
    const { path: model, format, identity } = await unpack(t, writeZip(files));
    t.equal(path.basename(model), 'm.mlpackage', what);
    t.equal(format, 'mlpackage', what);
    t.strictSame(readdirSync(path.dirname(model)), ['m.mlpackage'], 'nothing beside it');
    t.ok(existsSync(path.join(model, 'Data/weights')), 'an empty folder too');
    const opened = await OpenModel.open({ path: model, format }, signal, { refuseForeign: true });
    t.strictSame(opened.identity, identity, 'it is known by its files');
    await opened[Symbol.asyncDispose]();
  }
  const content = await unpack(t, writeZip([...PACKAGE, attributes]), '/some/where/resnet.mlpackage.zip');
  t.equal(path.basename(content.path), 'resnet.mlpackage', 'all of it is the model');
  t.strictSame(readdirSync(content.path).sort(), ['Data', 'Manifest.json']);
  const compiled = await unpack(t, writeZip([{ name: 'coremldata.bin', content: 'x' }]), 'a.mlmodelc.zip');
  t.match(compiled, { format: 'mlmodelc' });
  t.equal(readFileSync(path.join(compiled.path, 'coremldata.bin'), 'utf8'), 'x');
});

await t.test('what is no archive of one model is refused', async (t) => {
  const zeros = Buffer.alloc(8 * 2 ** 20);
  const link = { name: 'm.mlpackage/link', content: '/etc/passwd', mode: 0o120777 };
  const cases: Readonly<Record<string, readonly [content: Buffer | string, message: RegExp]>> = {
    page: ['<!DOCTYPE html><html></html>', /no zip archive of a model: it is a page of HTML/],
    pointer: ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', /`git lfs pull`/],
    noise: [Buffer.from([1, 2, 3, 0xff]), /of another kind, or damaged/],
    'cut short': [writeZip(within('m.mlpackage')).subarray(0, -40), /not all of one/],
    'no model': [writeZip([{ name: 'model.onnx', content: 'x' }]), /holds no package of CoreML/],
    'a file': [writeZip([{ name: 'm.mlpackage', content: 'x' }]), /holds no package of CoreML/],
    several: [writeZip([...within('a.mlpackage'), ...within('b.mlpackage')]), /holds several models/],
    'a way up': [writeZip([...within('m.mlpackage'), { name: '../up', content: 'x' }]), /outside/],
    'a way up in it': [writeZip(within('m.mlpackage/../..')), /outside/],
    absolute: [writeZip([...within('m.mlpackage'), { name: '/tmp/x', content: 'x' }]), /outside/],
    drive: [writeZip([...within('m.mlpackage'), { name: 'C:\\x', content: 'x' }]), /outside/],
    link: [writeZip([...within('m.mlpackage'), link]), /a link or a special file/],
    bomb: [writeZip([...within('m.mlpackage'), { name: 'm.mlpackage/z', content: zeros }]), /200 times/],
    liar: [writeZip(within('m.mlpackage', [{ name: 'z', content: zeros, bytes: 10 }])), /damaged/],
    encrypted: [writeZip(within('m.mlpackage', [{ name: 'z', content: 'x', flags: 1 }])), /encrypted/],
    twice: [writeZip([...within('m.mlpackage'), ...within('m.mlpackage')]), /cannot be unpacked/],
    'below a file': [
      writeZip(within('m.mlpackage', [...PACKAGE, { name: 'Manifest.json/x', content: 'x' }])),
      /cannot be unpacked/,
    ],
    'a long name': [writeZip(within('m.mlpackage', [{ name: 'x'.repeat(999), content: '' }])), /unpacked/],
    'many files': [
      writeZip(Array.from({ length: 1501 }, (_, index) => ({ name: `m.mlpackage/${index}`, content: '' }))),
      /more than 1500 files/,
    ],
  };
  for (const [what, [content, message]] of Object.entries(cases))
    await t.rejects(unpack(t, content), { code: 'MODEL_INVALID', message }, what);
});

await t.test('what does not fit is not begun', async (t) => {
  const base = t.testdir({ into: {}, 'a.zip': writeZip(within('m.mlpackage')) });
  const archive = { path: path.join(base, 'a.zip'), name: 'a.zip' };
  const disk = { free: () => Promise.resolve(10) };
  await t.rejects(unpackModel(archive, path.join(base, 'into'), { signal, disk }), {
    code: 'STORAGE_FAILED',
  });
  t.strictSame(readdirSync(path.join(base, 'into')), []);
  const small = { maxBytes: 10, minFreeBytes: 0 };
  await t.rejects(unpackModel(archive, path.join(base, 'into'), { signal, limits: small }), {
    code: 'MODEL_INVALID',
    message: /unpacks to more than/,
  });
  const aborted = AbortSignal.abort(new Error('enough'));
  await t.rejects(unpackModel(archive, path.join(base, 'into'), { signal: aborted }), { message: 'enough' });
});

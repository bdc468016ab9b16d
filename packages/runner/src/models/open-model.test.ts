import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { MOST_ENTRIES } from './model-folder.ts';
import { OpenModel } from './open-model.ts';

const { signal } = new AbortController();
const CONTENT = { 'Manifest.json': '{}', Data: { 'b.bin': 'weights', 'a.mlmodel': 'graph' } };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function writePackage(t: Test, content: Record<string, string | Record<string, string>> = CONTENT): string {
  return path.join(t.testdir({ 'secret.txt': 'key', 'm.mlpackage': content }), 'm.mlpackage');
}

async function openPackage(t: Test, model: string): Promise<OpenModel> {
  const opened = await OpenModel.open({ path: model, format: 'mlpackage' }, signal);
  t.teardown(() => opened[Symbol.asyncDispose]());
  return opened;
}

await t.test('a folder is identified by what its files hold and are called', async (t) => {
  const model = writePackage(t);
  const opened = await openPackage(t, model);
  const lines = [
    ['Data/a.mlmodel', 5, sha256('graph')],
    ['Data/b.bin', 7, sha256('weights')],
    ['Manifest.json', 2, sha256('{}')],
  ].map((line) => `${JSON.stringify(line)}\n`);
  const files = [
    { name: 'Data/a.mlmodel', bytes: 5, sha256: sha256('graph') },
    { name: 'Data/b.bin', bytes: 7, sha256: sha256('weights') },
    { name: 'Manifest.json', bytes: 2, sha256: sha256('{}') },
  ];
  const digest = sha256(lines.join(''));
  const identity = { bytes: 14, sha256: digest, files, digest };
  t.strictSame(opened.identity, identity);
  t.strictSame(opened.files, [{ path: model, descriptor: null }]);
  await opened.openWeights('checked', signal);
  await opened.verify(signal);
  opened.demand(identity.sha256);
  t.throws(
    () => {
      opened.demand('0'.repeat(64));
    },
    { code: 'MODEL_CHANGED' },
  );
  const moved = path.join(path.dirname(model), 'other.mlpackage');
  renameSync(model, moved);
  t.strictSame((await openPackage(t, moved)).identity, identity, 'wherever it lies');
  renameSync(path.join(moved, 'Data', 'b.bin'), path.join(moved, 'Data', 'c.bin'));
  t.not((await openPackage(t, moved)).identity?.sha256, identity.sha256, 'a name is part of it');
});

await t.test('a folder that changes is no longer what was measured', async (t) => {
  const changes: Record<string, (model: string) => void> = {
    'a file more': (model) => {
      writeFileSync(path.join(model, 'Data', 'new'), '');
    },
    'a file less': (model) => {
      rmSync(path.join(model, 'Data', 'b.bin'));
    },
    'other bytes': (model) => {
      writeFileSync(path.join(model, 'Manifest.json'), '[1, 2]');
    },
    'a link in place of it': (model) => {
      renameSync(model, `${model}.old`);
      symlinkSync('/nowhere', model);
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    const model = writePackage(t);
    const opened = await openPackage(t, model);
    change(model);
    await t.rejects(opened.verify(signal), { code: 'MODEL_CHANGED' }, what);
    t.equal(opened.identity, null, what);
  }
});

await t.test('nothing outside a folder is followed, and its size has a bound', async (t) => {
  const refused = async (model: string, message: RegExp) =>
    t.rejects(openPackage(t, model), { code: 'MODEL_INVALID', message });
  const model = writePackage(t);
  symlinkSync(path.join(model, '..', 'secret.txt'), path.join(model, 'Data', 'link'));
  await refused(model, /"Data\/link", a link/);
  const byFolder = writePackage(t);
  symlinkSync('/etc', path.join(byFolder, 'Data', 'etc'));
  await refused(byFolder, /"Data\/etc", a link/);
  await refused(writePackage(t, {}), /no file in it/);
  const many = writePackage(t, {});
  for (let made = 0; made <= MOST_ENTRIES; made++) mkdirSync(path.join(many, String(made)));
  await refused(many, new RegExp(`more than ${MOST_ENTRIES} files`));
});

const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345678\n';
const MANIFEST = JSON.stringify({
  rootModelIdentifier: 'a',
  itemInfoEntries: { a: { path: 'a.mlmodel' }, b: { path: 'b.bin' } },
});

await t.test(
  'a folder that is not whole is refused when it is looked at, and its file is named',
  async (t) => {
    const refuse = async (model: string, message: RegExp, format: 'mlpackage' | 'mlmodelc' = 'mlpackage') =>
      t.rejects(OpenModel.open({ path: model, format }, signal, { refuseForeign: true }), {
        code: 'MODEL_INVALID',
        message,
      });
    const whole = { 'Manifest.json': MANIFEST, Data: { 'a.mlmodel': 'graph', 'b.bin': 'weights' } };
    const opened = await OpenModel.open({ path: writePackage(t, whole), format: 'mlpackage' }, signal, {
      refuseForeign: true,
    });
    t.equal(opened.identity?.files.length, 3);
    await opened[Symbol.asyncDispose]();
    const unpulled = writePackage(t, { ...whole, Data: { 'a.mlmodel': 'graph', 'b.bin': POINTER } });
    await refuse(unpulled, /is not whole: its file "Data\/b\.bin" is a pointer of Git LFS.*`git lfs pull`/);
    const graph = writePackage(t, { ...whole, Data: { 'a.mlmodel': POINTER, 'b.bin': 'weights' } });
    await refuse(graph, /"Data\/a\.mlmodel" is a pointer/);
    const manifest = writePackage(t, { ...whole, 'Manifest.json': POINTER });
    await refuse(manifest, /"Manifest\.json" is a pointer/);
    const compiled = t.testdir({ 'a.mlmodelc': { weights: { 'weight.bin': POINTER } } });
    await refuse(path.join(compiled, 'a.mlmodelc'), /"weights\/weight\.bin" is a pointer/, 'mlmodelc');
    const without = writePackage(t, { ...whole, Data: { 'a.mlmodel': 'graph' } });
    await refuse(without, /names "Data\/b\.bin", which is not there/);
    const outside = MANIFEST.replace('b.bin', '../../secret.txt');
    await refuse(writePackage(t, { ...whole, 'Manifest.json': outside }), /lead out of the package/);
    await refuse(writePackage(t, { ...whole, 'Manifest.json': '<html>' }), /not one of a CoreML package/);
    await refuse(writePackage(t, { Data: whole.Data }), /no Manifest\.json/);
  },
);

await t.test('a file is no folder, and a folder no file', async (t) => {
  const folder = t.testdir({ 'a.mlpackage': 'x', 'b.mlmodel': {}, 'c.mlmodel': 'graph' });
  const open = (name: string, format: 'mlmodel' | 'mlpackage') =>
    OpenModel.open({ path: path.join(folder, name), format }, signal);
  await t.rejects(open('a.mlpackage', 'mlpackage'), { code: 'MODEL_INVALID', message: /is a file/ });
  await t.rejects(open('b.mlmodel', 'mlmodel'), { code: 'MODEL_NOT_FOUND', message: /is a folder/ });
  await t.rejects(open('d.mlmodel', 'mlmodel'), { code: 'MODEL_NOT_FOUND', message: /There is no model/ });
  const opened = await open('c.mlmodel', 'mlmodel');
  const files = [{ name: 'c.mlmodel', bytes: 5, sha256: sha256('graph') }];
  t.strictSame(opened.identity, { bytes: 5, sha256: sha256('graph'), files });
  await opened[Symbol.asyncDispose]();
});

await t.test('reading a large model is told, at most a hundred times', async (t) => {
  const folder = t.testdir({ 'small.mlmodel': 'graph' });
  const told: [number, number][] = [];
  const open = async (name: string): Promise<void> => {
    const model = { path: path.join(folder, name), format: 'mlmodel' } as const;
    const opened = await OpenModel.open(model, signal, {
      onHashed: (...bytes) => {
        told.push(bytes);
      },
    });
    await opened[Symbol.asyncDispose]();
  };
  await open('small.mlmodel');
  t.strictSame(told, []);
  const large = path.join(folder, 'large.mlmodel');
  writeFileSync(large, '');
  truncateSync(large, 40 * 2 ** 20);
  await open('large.mlmodel');
  const steps = [16, 32].map((mb) => [mb * 2 ** 20, 40 * 2 ** 20]);
  t.strictSame(told, steps);
});

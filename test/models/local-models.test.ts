/** Models on this machine: only below the configured folder, used where they are, never changed. */
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';
import { forever, openCache } from './support/open-cache.ts';
import { failure } from './support/outcome.ts';

const signal = forever;
const onWindows = process.platform === 'win32';

async function openWithLocal(t: Test) {
  const base = t.testdir({
    models: { 'a.onnx': 'model', 'b.MLMODEL': 'core ml', 'notes.txt': 'x', sub: { 'c.onnx': 'deep' } },
    'models-of-others': { 'd.onnx': 'secret' },
    'secret.onnx': 'secret',
  });
  const root = path.join(base, 'models');
  return { base, root, cache: await openCache(t, { localRoot: root, folder: path.join(base, 'cache') }) };
}

await t.test('a model below the folder is used in place, and left there', async (t) => {
  const { root, cache } = await openWithLocal(t);
  const file = path.join(root, 'a.onnx');
  const before = statSync(file);
  const sha256 = createHash('sha256').update('model').digest('hex');
  for (const url of [file, pathToFileURL(file).href, 'a.onnx', path.join(root, 'sub', '..', 'a.onnx')]) {
    const model = await cache.acquire({ url, sha256 }, { signal });
    const facts = { fileName: 'a.onnx', format: 'onnx', bytes: 5, sha256, fromCache: false };
    t.match(model, { ...facts, path: file }, url);
    await model.release();
  }
  t.equal(readFileSync(file, 'utf8'), 'model');
  const after = statSync(file);
  t.strictSame([after.mtimeMs, after.mode, after.ino], [before.mtimeMs, before.mode, before.ino]);
  t.strictSame(cache.models(), []);
  t.match(await cache.acquire({ url: 'b.MLMODEL' }, { signal }), { format: 'mlmodel' });
  t.match(await cache.acquire({ url: 'sub/c.onnx' }, { signal }), { fileName: 'c.onnx' });
});

await t.test('nothing outside of the folder is used, whether it is there or not', async (t) => {
  const { base, root, cache } = await openWithLocal(t);
  for (const url of [
    path.join(base, 'secret.onnx'),
    path.join(base, 'missing.onnx'),
    path.join(base, 'models-of-others', 'd.onnx'),
    '../secret.onnx',
    `${root}/../secret.onnx`,
    pathToFileURL(path.join(base, 'secret.onnx')).href,
    `${pathToFileURL(root).href}/%2e%2e/secret.onnx`,
    root,
    '.',
    path.parse(root).root,
  ]) {
    const error = await failure(cache.acquire({ url }, { signal }));
    t.match(error, { code: 'JOB_INVALID', message: /lies outside/ }, url);
  }
  t.ok(existsSync(path.join(base, 'secret.onnx')));
});

await t.test(
  'links do not lead out of it',
  { skip: onWindows && 'needs no privilege on POSIX only' },
  async (t) => {
    const { base, root, cache } = await openWithLocal(t);
    symlinkSync(path.join(base, 'secret.onnx'), path.join(root, 'link.onnx'));
    symlinkSync(base, path.join(root, 'up'));
    linkSync(path.join(base, 'secret.onnx'), path.join(root, 'hard.onnx'));
    symlinkSync(path.join(root, 'a.onnx'), path.join(root, 'latest.onnx'));
    for (const url of ['link.onnx', 'up/secret.onnx']) {
      t.match(await failure(cache.acquire({ url }, { signal })), {
        code: 'JOB_INVALID',
        message: /lies outside/,
      });
    }
    const hard = await failure(cache.acquire({ url: 'hard.onnx' }, { signal }));
    t.match(hard, { code: 'MODEL_NOT_FOUND', message: /more than one name/ });
    const latest = await cache.acquire({ url: 'latest.onnx' }, { signal });
    t.match(latest, { fileName: 'latest.onnx', path: path.join(root, 'a.onnx') }, 'but within it');
    const alias = path.join(base, 'alias');
    symlinkSync(root, alias);
    const aliased = await openCache(t, { localRoot: alias, folder: cache.folder });
    t.match(await aliased.acquire({ url: path.join(alias, 'a.onnx') }, { signal }), { bytes: 5 });
    t.match(await aliased.acquire({ url: path.join(root, 'a.onnx') }, { signal }), { bytes: 5 });
  },
);

await t.test(
  'a folder that is exchanged for a link meanwhile does not lead out of it',
  { skip: onWindows && 'needs no privilege on POSIX only' },
  async (t) => {
    const { base, root, cache } = await openWithLocal(t);
    const at = (name: string): string => path.join(root, name);
    writeFileSync(path.join(base, 'models-of-others', 'c.onnx'), 'secret');
    symlinkSync(path.join(base, 'models-of-others'), at('link'));
    const inside = createHash('sha256').update('deep').digest('hex');
    let asking = true;
    const exchange = async (): Promise<void> => {
      while (asking) {
        for (const [from, to] of [
          ['sub', 'kept'],
          ['link', 'sub'],
          ['sub', 'link'],
          ['kept', 'sub'],
        ] as const)
          await rename(at(from), at(to));
      }
    };
    const exchanging = exchange();
    let escapes = 0;
    for (let tries = 0; tries < 1000; tries++) {
      const model = await cache.acquire({ url: 'sub/c.onnx' }, { signal }).catch(() => null);
      if (model !== null && model.sha256 !== inside) escapes += 1;
    }
    asking = false;
    await exchanging;
    t.equal(escapes, 0);
    t.match(await cache.acquire({ url: 'sub/c.onnx' }, { signal }), { sha256: inside });
  },
);

await t.test('what is no model is refused with its reason', async (t) => {
  const { root, cache } = await openWithLocal(t);
  mkdirSync(path.join(root, 'folder.onnx'));
  mkdirSync(path.join(root, 'package.mlpackage'));
  for (const [url, code, message] of [
    ['missing.onnx', 'MODEL_NOT_FOUND', /no such file/],
    ['folder.onnx', 'MODEL_NOT_FOUND', /no regular file/],
    ['package.mlpackage', 'MODEL_NOT_FOUND', /no regular file/],
    ['notes.txt', 'MODEL_UNSUPPORTED', /format/],
    ['a.onnx/b.onnx', 'MODEL_NOT_FOUND', /no such file/],
    ['a\0.onnx', 'JOB_INVALID', /NUL/],
  ] as const) {
    t.match(await failure(cache.acquire({ url }, { signal })), { code, message }, JSON.stringify(url));
  }
  const wrong = await failure(cache.acquire({ url: 'a.onnx', sha256: 'a'.repeat(64) }, { signal }));
  t.match(wrong, { retryable: false, message: /not the one that the job means/ });
});

await t.test('without such a folder there are no local models', async (t) => {
  const file = path.join(t.testdir({ 'a.onnx': 'model' }), 'a.onnx');
  const cache = await openCache(t, { folder: path.join(path.dirname(file), 'cache') });
  for (const url of [file, pathToFileURL(file).href]) {
    const error = await failure(cache.acquire({ url }, { signal }));
    t.match(error, { code: 'JOB_INVALID', message: /no folder of local models: set --model-root/ });
  }
  const gone = await openCache(t, { folder: cache.folder, localRoot: path.join(cache.folder, 'gone') });
  t.match(await failure(gone.acquire({ url: 'a.onnx' }, { signal })), { code: 'STORAGE_FAILED' });
  writeFileSync(file, 'still there');
});

/** Files of the cache that were changed behind its back: none is handed out for what it was. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { versionKey } from '@dumont/runner/models';
import t from 'tap';
import { keepTimes } from '../support/keep-times.ts';
import { forever, openCache } from './support/open-cache.ts';
import { serveFile } from '../support/serve.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const signal = forever;

await t.test('a file that was tampered with is not handed out', async (t) => {
  const content = randomBytes(1000);
  for (const [name, damage] of Object.entries({
    'other bytes': (file: string) => {
      writeFileSync(file, randomBytes(1000));
    },
    'fewer bytes': (file: string) => {
      writeFileSync(file, content.subarray(0, 999));
    },
    'other bytes, size and time set back': (file: string) => {
      keepTimes(file, () => {
        writeFileSync(file, randomBytes(1000));
      });
    },
    removed: (file: string) => {
      rmSync(file);
    },
  })) {
    const { server, url } = await serveFile(t, { content, etag: '"1"' });
    const cache = await openCache(t);
    const { path: file, release } = await cache.acquire({ url }, { signal });
    await release();
    if (name !== 'removed') chmodSync(file, 0o600);
    damage(file);
    const model = await cache.acquire({ url }, { signal });
    t.match(model, { fromCache: false }, name);
    t.ok(readFileSync(model.path).equals(content));
    t.equal(server.requests[1]?.headers['if-none-match'], undefined);
  }
});

await t.test('a file that was only touched is checked, and kept', async (t) => {
  const { server, url } = await serveFile(t, { content: Buffer.from('model'), etag: '"1"' });
  const cache = await openCache(t);
  const model = await cache.acquire({ url }, { signal });
  utimesSync(model.path, 1000, 1000);
  t.match(await cache.acquire({ url }, { signal }), { fromCache: true });
  t.equal(server.requests[1]?.headers['if-none-match'], '"1"');
});

await t.test('a backup’s hard link is no damage', async (t) => {
  const { server, url } = await serveFile(t, { content: Buffer.from('model'), etag: '"1"' });
  const cache = await openCache(t);
  const model = await cache.acquire({ url }, { signal });
  linkSync(model.path, path.join(t.testdirName, 'backup'));
  t.match(await cache.acquire({ url, sha256: model.sha256 }, { signal }), { fromCache: true });
  t.equal(server.requests.length, 1);
});

await t.test('what the index says was checked is that version of the file, and no other', async (t) => {
  const content = Buffer.from('the right one');
  const { server, url } = await serveFile(t, { content, etag: '"1"' });
  const { folder } = await openCache(t);
  const name = `${sha256(content)}.onnx`;
  const file = path.join(folder, name);
  const list = () => {
    const checkedVersion = versionKey(statSync(file, { bigint: true }));
    const listed = { bytes: content.length, checkedVersion, lastUse: 1 };
    writeFileSync(
      path.join(folder, 'index.json'),
      JSON.stringify({ version: 2, sources: {}, files: { [name]: listed } }),
    );
  };
  const acquire = async () =>
    (await openCache(t, { folder })).acquire({ url, sha256: sha256(content) }, { signal });
  writeFileSync(file, content);
  list();
  t.match(await acquire(), { fromCache: true });
  list();
  keepTimes(file, () => {
    writeFileSync(file, 'the wrong one');
  });
  const model = await acquire();
  t.match(model, { fromCache: false });
  t.ok(readFileSync(model.path).equals(content));
  t.equal(server.requests.length, 1);
});

await t.test('what lies in the folder under a false name is not believed', async (t) => {
  const content = Buffer.from('model');
  const { url } = await serveFile(t, { content });
  const { folder } = await openCache(t);
  writeFileSync(path.join(folder, `${sha256(content)}.onnx`), 'other');
  writeFileSync(path.join(folder, 'notes.txt'), 'not ours');
  const cache = await openCache(t, { folder });
  const model = await cache.acquire({ url, sha256: sha256(content) }, { signal });
  t.match(model, { fromCache: false });
  t.ok(readFileSync(model.path).equals(content));
  t.ok(existsSync(path.join(folder, 'notes.txt')), 'what is not ours stays');
});

/** The supervisor's model cache: what is fetched, what is not, and what is handed out. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { forever, openCache } from './support/open-cache.ts';
import { failure } from './support/outcome.ts';
import { serve, serveFile, type ServedFile } from '../support/serve.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const signal = forever;
const OLD = 'Mon, 05 Jan 2026 10:00:00 GMT';

await t.test('a model is fetched once, and asked about after that', async (t) => {
  const content = randomBytes(100_000);
  for (const validators of [{ etag: '"1"' }, { etag: 'W/"1"' }, { lastModified: OLD }]) {
    const { server, url } = await serveFile(t, { content, ...validators });
    const cache = await openCache(t);
    const first = await cache.acquire({ url }, { signal });
    const path = `${cache.folder}/${sha256(content)}.onnx`;
    const facts = {
      path,
      fileName: 'det.onnx',
      format: 'onnx',
      bytes: content.length,
      sha256: sha256(content),
    };
    t.match(first, { ...facts, fromCache: false });
    t.ok(readFileSync(first.path).equals(content));
    await first.release();
    const second = await cache.acquire({ url }, { signal });
    t.match(second, { ...facts, fromCache: true });
    await second.release();
    await second.release();
    t.equal(server.requests.length, 2);
    t.strictSame(cache.partials(), []);
    const later = await openCache(t, { folder: cache.folder });
    t.match(await later.acquire({ url }, { signal }), { fromCache: true }, 'by another process too');
  }
});

await t.test('a file that has changed is another model', async (t) => {
  const file: ServedFile = { content: Buffer.from('the first'), etag: '"1"' };
  const { url } = await serveFile(t, file);
  const cache = await openCache(t);
  const first = await cache.acquire({ url }, { signal });
  file.content = Buffer.from('the second');
  file.etag = '"2"';
  const second = await cache.acquire({ url }, { signal });
  t.match(second, { fromCache: false, sha256: sha256(file.content) });
  t.equal(readFileSync(first.path, 'utf8'), 'the first', 'who uses the first still has it');
  t.equal(cache.models().length, 2);
});

await t.test('without a mark of its version a file is fetched again, and kept once', async (t) => {
  const { server, url } = await serveFile(t, { content: Buffer.from('model') });
  const cache = await openCache(t);
  const models = [await cache.acquire({ url }, { signal }), await cache.acquire({ url }, { signal })];
  t.strictSame(
    models.map(({ fromCache }) => fromCache),
    [false, false],
  );
  t.equal(server.requests.length, 2);
  t.strictSame(cache.models(), [`${sha256(Buffer.from('model'))}.onnx`]);
  t.ok(readFileSync(models[0]?.path ?? '').equals(Buffer.from('model')));
});

await t.test('the checksum of a job is demanded, and answers without a request', async (t) => {
  const content = Buffer.from('the right one');
  const { server, url } = await serveFile(t, { content, etag: '"1"' });
  const cache = await openCache(t);
  const wrong = await failure(cache.acquire({ url, sha256: 'a'.repeat(64) }, { signal }));
  t.match(wrong, { code: 'MODEL_DOWNLOAD_FAILED', retryable: false, message: sha256(content) });
  t.match(await cache.acquire({ url, sha256: sha256(content) }, { signal }), { fromCache: true });
  t.equal(server.requests.length, 1);
  const elsewhere = `${server.origin}/gone/other.onnx?key=1`;
  t.match(await cache.acquire({ url: elsewhere, sha256: sha256(content) }, { signal }), {
    fileName: 'other.onnx',
    fromCache: true,
  });
  t.equal(server.requests.length, 1, 'whatever its address');
  const strict = await openCache(t, { requireChecksum: true });
  t.match(await failure(strict.acquire({ url }, { signal })), { code: 'JOB_INVALID' });
});

await t.test(
  'files are named by their content, for this user, read-only',
  { skip: process.platform === 'win32' && 'POSIX permissions' },
  async (t) => {
    const { url } = await serveFile(t, { content: Buffer.from('model'), etag: '"1"' });
    const cache = await openCache(t);
    const secret = url.replace('//', '//user:hunter2@').concat('?token=hunter3');
    const model = await cache.acquire({ url: secret }, { signal });
    t.equal(statSync(model.path).mode & 0o777, 0o400);
    t.equal(statSync(cache.folder).mode & 0o777, 0o700);
    t.equal(statSync(path.join(cache.folder, 'partial')).mode & 0o777, 0o700);
    t.equal(statSync(path.join(cache.folder, 'index.json')).mode & 0o777, 0o600);
    const written = readFileSync(path.join(cache.folder, 'index.json'), 'utf8') + cache.log.join('');
    t.match(written, /det\.onnx/);
    t.notMatch(written, /hunter/, 'no secret of the address is kept or logged');
  },
);

await t.test('errors tell whose fault it is, and no secrets', async (t) => {
  const server = await serve(t, (_request, response) => response.writeHead(404).end());
  const cache = await openCache(t);
  const url = `${server.origin.replace('//', '//user:hunter2@')}/det.onnx?token=hunter3`;
  const missing = await failure(cache.acquire({ url }, { signal }));
  t.match(missing, { code: 'MODEL_DOWNLOAD_FAILED', retryable: false, message: /404 Not Found/ });
  t.notMatch(missing.message, /hunter/);
  const full = await openCache(t, { limits: { minFreeBytes: Number.MAX_SAFE_INTEGER } });
  const good = await serveFile(t, { content: Buffer.from('model') });
  t.match(await failure(full.acquire({ url: good.url }, { signal })), {
    code: 'STORAGE_FAILED',
    retryable: true,
  });
  const file = path.join(t.testdir({ file: 'x' }), 'file');
  t.match(await failure(openCache(t, { folder: file })), { code: 'STORAGE_FAILED' });
});

await t.test('nothing private is connected to unless it is allowed', async (t) => {
  const { server, url } = await serveFile(t, { content: Buffer.from('model') });
  const policy = { allowHosts: [], allowCidrs: [], allowPrivate: false };
  const closed = await openCache(t, { policy });
  t.match(await failure(closed.acquire({ url }, { signal })), {
    code: 'MODEL_DOWNLOAD_FAILED',
    retryable: false,
    message: /--allow-host/,
  });
  t.equal(server.connections(), 0);
  const open = await openCache(t, { policy: { ...policy, allowHosts: [`127.0.0.1:${server.port}`] } });
  t.match(await open.acquire({ url }, { signal }), { fromCache: false });
});

await t.test('an address that is none is the fault of the job', async (t) => {
  const cache = await openCache(t);
  for (const url of [
    '',
    'ftp://host/m.onnx',
    'data:,x',
    'http://[bad',
    'https://',
    `http://h/${'x'.repeat(9000)}`,
  ]) {
    const error = await failure(cache.acquire({ url }, { signal }));
    t.match(error, { code: 'JOB_INVALID', message: /model address/ }, url.slice(0, 40));
  }
});

await t.test('a lost or damaged index costs a question, not a wrong model', async (t) => {
  const content = Buffer.from('model');
  for (const damage of [
    (index: string) => {
      rmSync(index);
    },
    (index: string) => {
      writeFileSync(index, readFileSync(index, 'utf8').slice(0, -3));
    },
    (index: string) => {
      writeFileSync(index, '{"version":1,"sources":{"../x":{}},"files":{}}');
    },
    (index: string) => {
      writeFileSync(index, '[]');
    },
  ]) {
    const { server, url } = await serveFile(t, { content, etag: '"1"' });
    const first = await openCache(t);
    const { folder } = first;
    await (await first.acquire({ url }, { signal })).release();
    damage(path.join(folder, 'index.json'));
    const cache = await openCache(t, { folder });
    const known = await cache.acquire({ url, sha256: sha256(content) }, { signal });
    t.match(known, { fromCache: true }, 'found by its content');
    t.equal(server.requests.length, 1);
    t.match(await cache.acquire({ url }, { signal }), { fromCache: false });
    t.ok(existsSync(known.path));
  }
});

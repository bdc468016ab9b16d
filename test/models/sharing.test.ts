/** Several jobs and one cache: a download is shared, and nothing that is in use goes. */
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import t, { type Test } from 'tap';
import { forever, openCache } from './support/open-cache.ts';
import { failure, rejection } from './support/outcome.ts';
import { answerWithFile, serve } from '../support/serve.ts';

const signal = forever;
const MODEL_BYTES = 1000;

/** Each address gives a model of its own, always the same. */
async function serveModels(t: Test) {
  const models = new Map<string, Buffer>();
  const server = await serve(t, (request, response) => {
    const name = request.url ?? '';
    const content = models.get(name) ?? randomBytes(MODEL_BYTES);
    models.set(name, content);
    answerWithFile({ content, etag: '"1"' }, request, response);
  });
  return { server, urlOf: (name: string) => `${server.origin}/${name}.onnx` };
}

/** Nothing is sent before the test says so. */
async function serveOnRequest(t: Test) {
  const waiting: ServerResponse[] = [];
  const asked = Promise.withResolvers<undefined>();
  const closed = Promise.withResolvers<undefined>();
  const server = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': MODEL_BYTES, etag: '"1"' });
    response.write(Buffer.alloc(1));
    response.on('close', () => {
      closed.resolve(undefined);
    });
    waiting.push(response);
    asked.resolve(undefined);
  });
  const send = () => {
    waiting.forEach((response) => response.end(Buffer.alloc(MODEL_BYTES - 1)));
  };
  return { server, send, asked: asked.promise, closed: closed.promise, url: `${server.origin}/m.onnx` };
}

await t.test('two jobs of one model share its download', async (t) => {
  const { server, send, asked, url } = await serveOnRequest(t);
  const cache = await openCache(t);
  const progress: [string, number][] = [];
  const acquire = (name: string) =>
    cache.acquire({ url }, { signal, onProgress: (bytes) => progress.push([name, bytes]) });
  const both = Promise.all([acquire('a'), acquire('b')]);
  await asked;
  send();
  const [a, b] = await both;
  t.equal(server.requests.length, 1);
  t.equal(a.path, b.path);
  t.strictSame(new Set(progress.map(([name]) => name)), new Set(['a', 'b']));
  await a.release();
  t.ok(existsSync(b.path));
});

await t.test('one job that gives up does not end the download of another', async (t) => {
  const { send, asked, url } = await serveOnRequest(t);
  const cache = await openCache(t);
  const impatient = new AbortController();
  const reason = new Error('handed back');
  const first = rejection(cache.acquire({ url }, { signal: impatient.signal }));
  const second = cache.acquire({ url }, { signal });
  await asked;
  impatient.abort(reason);
  t.equal(await first, reason);
  send();
  t.match(await second, { bytes: MODEL_BYTES });
});

await t.test('the last one that gives up ends it, and the next goes on', async (t) => {
  const { server, asked, closed, url, send } = await serveOnRequest(t);
  const cache = await openCache(t);
  const controllers = [new AbortController(), new AbortController()];
  const arrived = Promise.withResolvers<undefined>();
  const onProgress = () => {
    arrived.resolve(undefined);
  };
  const outcomes = controllers.map((controller) =>
    rejection(cache.acquire({ url }, { signal: controller.signal, onProgress })),
  );
  await asked;
  await arrived.promise;
  controllers.forEach((controller) => {
    controller.abort(new Error('stop'));
  });
  t.match(await Promise.all(outcomes), [{ message: 'stop' }, { message: 'stop' }]);
  await closed;
  t.match(await cache.acquire({ url }, { signal, onProgress: send }), { bytes: MODEL_BYTES });
  t.equal(server.requests[1]?.headers.range, 'bytes=1-');
});

await t.test('an abort before it begins asks nobody', async (t) => {
  const { server, urlOf } = await serveModels(t);
  const cache = await openCache(t);
  t.match(
    await rejection(cache.acquire({ url: urlOf('a') }, { signal: AbortSignal.abort(new Error('no')) })),
    {
      message: 'no',
    },
  );
  t.equal(server.connections(), 0);
});

await t.test('the least recently used models go first', async (t) => {
  const { urlOf } = await serveModels(t);
  const cache = await openCache(t, { maxBytes: 3 * MODEL_BYTES });
  const paths = new Map<string, string>();
  for (const name of ['a', 'b', 'c', 'a', 'd']) {
    const model = await cache.acquire({ url: urlOf(name) }, { signal });
    paths.set(name, model.path);
    await model.release();
  }
  const left = () => [...paths].filter(([, path]) => existsSync(path)).map(([name]) => name);
  t.strictSame(left(), ['a', 'c', 'd']);
  const smaller = await openCache(t, { folder: cache.folder, maxBytes: 2 * MODEL_BYTES });
  t.strictSame(left(), ['a', 'd'], 'the order is kept for another process');
  t.equal(smaller.models().length, 2);
});

await t.test('a model in use never goes, however small the cache', async (t) => {
  const { server, urlOf } = await serveModels(t);
  const cache = await openCache(t, { maxBytes: 1 });
  const a = await cache.acquire({ url: urlOf('a') }, { signal });
  const b = await cache.acquire({ url: urlOf('b') }, { signal });
  const again = await cache.acquire({ url: urlOf('a') }, { signal });
  t.equal(again.fromCache, true);
  t.equal(server.requests.length, 3);
  await a.release();
  t.ok(existsSync(a.path), 'somebody else still uses it');
  t.equal(statSync(b.path).size, MODEL_BYTES);
  await again.release();
  t.notOk(existsSync(a.path));
  t.ok(existsSync(b.path));
  await b.release();
  t.strictSame(cache.models(), []);
});

await t.test('a disk that is too full gives up old models before it gives up a job', async (t) => {
  const { urlOf } = await serveModels(t);
  let freeBytes = Number.MAX_SAFE_INTEGER;
  const cache = await openCache(t, {
    // As much is free as the models leave.
    means: { freeBytes: async () => freeBytes - cache.models().length * MODEL_BYTES },
  });
  await (await cache.acquire({ url: urlOf('a') }, { signal })).release();
  const used = await cache.acquire({ url: urlOf('b') }, { signal });
  freeBytes = 2 * MODEL_BYTES;
  const third = await cache.acquire({ url: urlOf('c') }, { signal });
  t.equal(cache.models().length, 2);
  t.ok(existsSync(used.path));
  const error = await failure(cache.acquire({ url: urlOf('d') }, { signal }));
  t.match(error, { code: 'STORAGE_FAILED', retryable: true }, 'the rest is in use');
  t.ok(existsSync(third.path));
  t.strictSame(cache.partials(), []);
});

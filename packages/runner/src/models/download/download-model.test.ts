import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DumontError } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { downloadModel, type DownloadOptions } from './download-model.ts';

const CONTENT = Buffer.from('not a real model, but these very bytes');
const LIMITS = { retries: 2, retryDelayMs: 1, minFreeBytes: 0 } as const;

/** Temporary folders go here, so that what is left behind is seen. */
const scratch = mkdtempSync(join(tmpdir(), 'dumont-test-'));
process.env['TMPDIR'] = scratch;
process.env['TEMP'] = scratch;
process.env['TMP'] = scratch;
t.teardown(() => {
  rmSync(scratch, { recursive: true, force: true });
});

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function download(url: string, options: Partial<DownloadOptions> = {}) {
  const signal = options.signal ?? new AbortController().signal;
  return downloadModel(url, { ...options, signal, limits: { ...LIMITS, ...options.limits } });
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function failure(t: Test, promise: Promise<unknown>): Promise<DumontError> {
  const error = await rejection(promise);
  if (!(error instanceof DumontError)) throw new Error('expected a DumontError', { cause: error });
  t.strictSame(readdirSync(scratch), [], 'nothing is left behind');
  return error;
}

await t.test('a file arrives whole, with progress, and is removed', async (t) => {
  const origin = await serve(t, (_request, response) => {
    response.setHeader('content-length', CONTENT.length);
    response.end(CONTENT);
  });
  const progress: [number, number | null][] = [];
  const model = await download(`${origin}/a/model.onnx`, {
    onProgress: (received, total) => progress.push([received, total]),
  });
  t.strictSame(readFileSync(model.path), CONTENT);
  t.equal(basename(model.path), 'model.onnx');
  t.equal(model.format, 'onnx');
  t.strictSame(progress.at(-1), [CONTENT.length, CONTENT.length]);
  await model.remove();
  t.notOk(existsSync(model.path));
  t.strictSame(readdirSync(scratch), []);
});

await t.test('redirects are followed, and credentials travel as a header', async (t) => {
  const seen: (string | undefined)[] = [];
  const origin = await serve(t, (request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === '/latest') {
      response.writeHead(302, { location: '/v2/model.onnx' }).end();
    } else {
      response.end(CONTENT);
    }
  });
  const model = await download(`${origin.replace('//', '//user:secret@')}/latest`);
  t.equal(basename(model.path), 'model.onnx');
  t.equal(seen[0], `Basic ${Buffer.from('user:secret').toString('base64')}`);
  await model.remove();
});

await t.test('a missing file is reported at once, without credentials', async (t) => {
  let requests = 0;
  const origin = await serve(t, (_request, response) => {
    requests++;
    response.writeHead(404).end('no such model');
  });
  const url = `${origin.replace('//', '//user:secret@')}/model.onnx?key=secret`;
  const error = await failure(t, download(url));
  t.equal(error.code, 'MODEL_DOWNLOAD_FAILED');
  t.equal(error.exitCode, 10);
  t.equal(error.message, `Cannot download ${origin}/model.onnx?…: the server answered 404 Not Found.`);
  t.equal(requests, 1);
});

await t.test('a passing failure is tried again', async (t) => {
  let requests = 0;
  const origin = await serve(t, (_request, response) => {
    requests++;
    if (requests < 3) response.writeHead(503).end();
    else response.end(CONTENT);
  });
  const model = await download(`${origin}/model.onnx`);
  t.equal(requests, 3);
  t.strictSame(readFileSync(model.path), CONTENT);
  await model.remove();
});

await t.test('a file cut off in the middle is never used, but fetched again', async (t) => {
  let requests = 0;
  const origin = await serve(t, (_request, response) => {
    requests++;
    response.setHeader('content-length', CONTENT.length);
    if (requests > 1) {
      response.end(CONTENT);
    } else {
      response.write(CONTENT.subarray(0, 10), () => response.destroy());
    }
  });
  const model = await download(`${origin}/model.onnx`);
  t.equal(requests, 2);
  t.strictSame(readFileSync(model.path), CONTENT);
  await model.remove();
});

await t.test('a file that is always cut off fails', async (t) => {
  const origin = await serve(t, (_request, response) => {
    response.setHeader('content-length', CONTENT.length + 1);
    response.write(CONTENT, () => response.destroy());
  });
  const error = await failure(t, download(`${origin}/model.onnx`));
  t.equal(error.code, 'MODEL_DOWNLOAD_FAILED');
});

await t.test('a length that is too small for the file bounds what is taken', async (t) => {
  const origin = await serve(t, (request, response) => {
    // Written past Node's own check of the length.
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${CONTENT.length - 5}\r\nconnection: close\r\n\r\n`;
    response.socket?.end(Buffer.concat([Buffer.from(head), CONTENT]));
    request.resume();
  });
  // HTTP ends the file at its declared length: what follows belongs to no response.
  const outcome = await rejection(
    download(`${origin}/model.onnx`).then(async (model) => {
      t.strictSame(readFileSync(model.path), CONTENT.subarray(0, -5));
      await model.remove();
    }),
  );
  t.ok(outcome === undefined || outcome instanceof DumontError);
  t.strictSame(readdirSync(scratch), []);
});

await t.test('a silent server is given up on, before and after its headers', async (t) => {
  const origin = await serve(t, (request, response) => {
    if (request.url === '/mute.onnx') return;
    response.setHeader('content-length', CONTENT.length);
    response.write(CONTENT.subarray(0, 3));
  });
  const limits = { retries: 0, responseMs: 50, idleMs: 50 };
  const mute = await failure(t, download(`${origin}/mute.onnx`, { limits }));
  t.match(mute.message, /the server took too long/);
  const stalled = await failure(
    t,
    download(`${origin}/stalled.onnx`, { limits: { ...limits, responseMs: 5000 } }),
  );
  t.match(stalled.message, /less than 65536 bytes arrived in 50 ms/);
});

await t.test('all tries together have an end', async (t) => {
  const origin = await serve(t, (_request, response) => {
    response.writeHead(503).end();
  });
  const limits = { retries: 1e6, totalMs: 100 };
  const error = await failure(t, download(`${origin}/model.onnx`, { limits }));
  t.match(error.message, /took too long/);
});

await t.test('the size is capped, declared or not', async (t) => {
  const origin = await serve(t, (request, response) => {
    if (request.url === '/declared.onnx') response.setHeader('content-length', CONTENT.length);
    response.write(CONTENT.subarray(0, 5));
    response.end(CONTENT.subarray(5));
  });
  const limits = { maxBytes: CONTENT.length - 1 };
  for (const name of ['declared', 'chunked']) {
    const error = await failure(t, download(`${origin}/${name}.onnx`, { limits }));
    t.match(error.message, /larger than the limit/);
  }
});

await t.test('an empty file and an unknown format are refused', async (t) => {
  const origin = await serve(t, (_request, response) => {
    response.end();
  });
  t.match((await failure(t, download(`${origin}/model.onnx`))).message, /the file is empty/);
  const unknown = await failure(t, download(`${origin}/42`));
  t.equal(unknown.code, 'MODEL_UNSUPPORTED');
});

await t.test('an unreachable server is named', async (t) => {
  const error = await failure(t, download('http://127.0.0.1:1/model.onnx'));
  t.match(error.message, /http:\/\/127\.0\.0\.1:1\/model\.onnx: /);
});

await t.test('an abort ends it with its reason and leaves nothing', async (t) => {
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const origin = await serve(t, (_request, response) => {
    response.setHeader('content-length', CONTENT.length);
    response.write(CONTENT.subarray(0, 3));
  });
  const promise = download(`${origin}/model.onnx`, {
    signal: controller.signal,
    onProgress: () => {
      controller.abort(reason);
    },
  });
  t.equal(await rejection(promise), reason);
  t.strictSame(readdirSync(scratch), []);
});

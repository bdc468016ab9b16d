/** Servers that send too much, too little, too slowly, or something else than they say. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fetchFile, type DownloadLimits, type FetchOptions } from '@dumont/runner/models';
import t, { type Test } from 'tap';
import { failure, rejection } from './support/outcome.ts';
import { serve } from '../support/serve.ts';

const CONTENT = Buffer.from('not a real model, but these very bytes');
const LIMITS: Partial<DownloadLimits> = { retries: 1, retryDelayMs: 1, minFreeBytes: 0 };

interface Attempt {
  readonly folder: string;
  readonly options: FetchOptions;
  readonly received: number[];
}

function attempt(t: Test, limits: Partial<DownloadLimits> = {}): Attempt {
  const folder = t.testdir();
  const received: number[] = [];
  const options: FetchOptions = {
    partialPath: path.join(folder, 'partial'),
    network: { policy: { allowHosts: [], allowCidrs: [], allowPrivate: true } },
    signal: new AbortController().signal,
    limits: { ...LIMITS, ...limits },
    onProgress: (bytes) => received.push(bytes),
  };
  return { folder, options, received };
}

/** Sends pieces, as fast as they are taken, until the connection ends. */
function sendForEver(response: ServerResponse, piece: Buffer): void {
  response.on('error', () => undefined);
  const send = () => {
    if (response.destroyed) return;
    if (response.write(piece)) setImmediate(send);
    else response.once('drain', send);
  };
  send();
}

/** Writes past Node's own checks of what a server sends. */
const sendRaw =
  (text: string, body = CONTENT): RequestListener =>
  (_request, response) => {
    response.socket?.end(Buffer.concat([Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'), body]));
  };

await t.test('an endless file is cut off at the limit', async (t) => {
  const closed = Promise.withResolvers<undefined>();
  const server = await serve(t, (_request, response) => {
    response.on('close', () => {
      closed.resolve(undefined);
    });
    sendForEver(response, Buffer.alloc(64 * 1024));
  });
  const { folder, options, received } = attempt(t, { maxBytes: 2 ** 20 });
  const error = await failure(fetchFile(`${server.origin}/m.onnx`, options));
  t.match(error, {
    code: 'MODEL_DOWNLOAD_FAILED',
    message: /larger than the limit of 1 MB/,
    retryable: false,
  });
  await closed.promise;
  t.ok(Math.max(...received) <= 2 ** 20);
  t.strictSame(readdirSync(folder), []);
  t.equal(server.requests.length, 1, 'not tried again');
});

await t.test('a file that is declared too large is not even begun', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-length', 10 * 2 ** 30);
    response.write(CONTENT);
  });
  const { options, received } = attempt(t);
  const error = await failure(
    fetchFile(`${server.origin}/m.onnx`, { ...options, limits: { ...LIMITS, maxBytes: 2 ** 30 } }),
  );
  t.match(error.message, /larger than the limit of 1024 MB/);
  t.strictSame(received, []);
});

await t.test('a length that is too large means that the file is not whole', async (t) => {
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-length', CONTENT.length + 1);
    response.write(CONTENT, () => response.destroy());
  });
  const { folder, options } = attempt(t);
  t.match(await failure(fetchFile(`${server.origin}/m.onnx`, options)), { code: 'MODEL_DOWNLOAD_FAILED' });
  t.equal(server.requests.length, 2, 'tried again');
  t.strictSame(readdirSync(folder), []);
});

await t.test('a length that is too small is the length', async (t) => {
  const length = CONTENT.length - 5;
  const head = `HTTP/1.1 200 OK\ncontent-length: ${length}\nconnection: close\n\n`;
  const server = await serve(t, sendRaw(head));
  const { folder, options } = attempt(t);
  const error = await rejection(fetchFile(`${server.origin}/m.onnx`, options));
  // The bytes after it belong to no file: they are dropped, or the answer as a whole is.
  if (error === undefined) t.strictSame(readFileSync(options.partialPath), CONTENT.subarray(0, length));
  else t.match(error, { code: 'MODEL_DOWNLOAD_FAILED' });
  t.ok(readdirSync(folder).length <= 1);
});

await t.test('lengths that contradict each other, or that nobody declares, are refused', async (t) => {
  for (const head of [
    'HTTP/1.1 200 OK\ncontent-length: 38\ncontent-length: 5\n\n',
    'HTTP/1.1 200 OK\ncontent-length: 38\ntransfer-encoding: chunked\n\n',
    'HTTP/1.1 200 OK\ncontent-length: -38\n\n',
    'HTTP/1.1 200 OK\ncontent-length: 99999999999999999999999999\n\n',
    'HTTP/1.1 200 OK\n\n',
    'HTTP/1.0 200 OK\n\n',
    'HTTP/1.1 200 OK\ntransfer-encoding: gzip\n\n',
    'HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\nnot a length\n',
    'no HTTP at all\n\n',
  ]) {
    const server = await serve(t, sendRaw(head));
    const { folder, options } = attempt(t, { retries: 0 });
    const error = await failure(fetchFile(`${server.origin}/m.onnx`, options));
    t.equal(error.code, 'MODEL_DOWNLOAD_FAILED', head);
    t.strictSame(readdirSync(folder), []);
  }
});

await t.test('a file that never comes to an end in its pieces is not whole', async (t) => {
  const server = await serve(t, sendRaw('HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n26\n', CONTENT));
  const { options } = attempt(t, { retries: 0 });
  t.match(await failure(fetchFile(`${server.origin}/m.onnx`, options)), { code: 'MODEL_DOWNLOAD_FAILED' });
});

await t.test('a slow drip is given up on, though something always comes', async (t) => {
  const server = await serve(t, (_request, response) => {
    sendForEver(response, Buffer.alloc(1));
  });
  const { options, received } = attempt(t, { retries: 0, idleMs: 300, idleBytes: Number.MAX_SAFE_INTEGER });
  const error = await failure(fetchFile(`${server.origin}/m.onnx`, options));
  t.match(error, { message: /bytes arrived in 300 ms/, retryable: true });
  t.ok(received.length > 0);
});

await t.test('as much as is asked for in a time keeps a download going', async (t) => {
  const content = randomBytes(512 * 1024);
  const server = await serve(t, (_request, response) => response.end(content));
  // Only the first bytes are waited for without an end: each further one starts the time anew.
  const { options } = attempt(t, { idleMs: 60_000, idleBytes: 1 });
  t.match(await fetchFile(`${server.origin}/m.onnx`, options), { bytes: content.length });
});

await t.test('headers have an end, in size and in time', async (t) => {
  const endless = await serve(t, (_request, response) => {
    const { socket } = response;
    socket?.on('error', () => undefined);
    socket?.write('HTTP/1.1 200 OK\r\n');
    const send = () => {
      if (socket?.destroyed === false)
        socket.write(`x-more: ${'x'.repeat(1000)}\r\n`, () => setImmediate(send));
    };
    send();
  });
  const { options } = attempt(t, { retries: 0, responseMs: 60_000 });
  t.match(await failure(fetchFile(`${endless.origin}/m.onnx`, options)), { message: /Headers Overflow/ });
  const mute = await serve(t, (_request, response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nx-more: ');
  });
  const slow = attempt(t, { retries: 0, responseMs: 50 });
  t.match(await failure(fetchFile(`${mute.origin}/m.onnx`, slow.options)), {
    message: /too long to answer/,
    retryable: true,
  });
});

await t.test('nothing is decompressed', async (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));
  let encoding = 'gzip';
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-encoding', encoding);
    response.end(bomb);
  });
  for (encoding of ['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'x-unknown']) {
    const { folder, options, received } = attempt(t);
    const error = await failure(fetchFile(`${server.origin}/m.onnx`, options));
    t.match(error, { message: /sends the file compressed/, retryable: false }, encoding);
    t.strictSame(received, []);
    t.strictSame(readdirSync(folder), []);
  }
  t.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
});

await t.test('a file that is compressed itself stays as it is', async (t) => {
  const bomb = gzipSync(Buffer.alloc(2 ** 20));
  const server = await serve(t, (_request, response) => {
    response.setHeader('content-type', 'application/gzip');
    response.end(bomb);
  });
  const { options } = attempt(t);
  await fetchFile(`${server.origin}/m.onnx`, options);
  t.strictSame(readFileSync(options.partialPath), bomb);
});

await t.test("a server's names for the file are made safe, and never used for a path", async (t) => {
  let disposition = '';
  const server = await serve(t, (_request, response) => {
    const head = `HTTP/1.1 200 OK\ncontent-length: ${CONTENT.length}\nconnection: close\n`;
    sendRaw(`${head}content-disposition: ${disposition}\n\n`)(_request, response);
  });
  for (const [name, expected] of [
    ['../../../etc/passwd.onnx', 'passwd.onnx'],
    ['..\\..\\up.onnx', 'up.onnx'],
    ['C:evil.onnx', 'C_evil.onnx'],
    ['/etc/cron.d/x.onnx', 'x.onnx'],
    ['con.onnx', '_con.onnx'],
    [`${'x'.repeat(10_000)}.onnx`, `${'x'.repeat(75)}.onnx`],
    ['-rf.onnx', '-rf.onnx'],
  ] as const) {
    const { folder, options } = attempt(t, { retries: 0 });
    disposition = `attachment; filename="${name.replaceAll('\\', '\\\\')}"`;
    t.match(
      await fetchFile(`${server.origin}/42`, options),
      { named: { fileName: expected } },
      name.slice(0, 40),
    );
    t.strictSame(readdirSync(folder), ['partial']);
  }
  for (const name of ['..onnx', '.onnx', 'onnx', '', 'x.onnx/..', 'x.exe', 'x.onnx\\\\']) {
    const { options } = attempt(t, { retries: 0 });
    disposition = `attachment; filename="${name}"`;
    t.match(await failure(fetchFile(`${server.origin}/42`, options)), { code: 'MODEL_UNSUPPORTED' }, name);
  }
});

await t.test('names of the address are no better', async (t) => {
  const server = await serve(t, (_request, response) => response.end(CONTENT));
  for (const [name, expected] of [
    ['%2e%2e%2f%2e%2e%2fetc%2fpasswd.onnx', 'passwd.onnx'],
    ['a%00b.onnx', 'a_b.onnx'],
    ['C%3A%5CWindows%5Cx.onnx', 'x.onnx'],
    ['%E2%80%AExnno.onnx', '_xnno.onnx'],
    [`${'%E6%A8%A1'.repeat(600)}.onnx`, `${'模'.repeat(75)}.onnx`],
    [`${'y'.repeat(7000)}.onnx`, `${'y'.repeat(75)}.onnx`],
  ] as const) {
    const { options } = attempt(t);
    t.match(await fetchFile(`${server.origin}/${name}`, options), { named: { fileName: expected } });
  }
});

await t.test('what is not a file is not taken for one', async (t) => {
  for (const [status, message] of [
    [201, /answered 201/],
    [204, /answered 204/],
    [206, /answered 206/],
    [304, /answered 304/],
    [404, /answered 404 Not Found/],
    [416, /answered 416/],
    [451, /answered 451/],
  ] as const) {
    const server = await serve(t, (_request, response) => response.writeHead(status, { 'x-a': 'b' }).end());
    const { options } = attempt(t);
    t.match(await failure(fetchFile(`${server.origin}/m.onnx`, options)), { message, retryable: false });
  }
});

/** Downloads that break off: gone on with where the server's file is surely the same, begun anew where not. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import path from 'node:path';
import { fetchFile, type DownloadLimits, type FetchOptions } from '@dumont/runner/models';
import t, { type Test } from 'tap';
import { failure, rejection } from './support/outcome.ts';
import { answerWithFile, serve, type ServedFile, type TestServer } from '../support/serve.ts';

const CONTENT = randomBytes(300_000);
const LIMITS: Partial<DownloadLimits> = {
  retries: 2,
  retryDelayMs: 1,
  minFreeBytes: 0,
  idleBytes: 1,
  checkpointBytes: 1,
};
const OLD = 'Mon, 05 Jan 2026 10:00:00 GMT';

function prepare(t: Test, limits: Partial<DownloadLimits> = {}): FetchOptions {
  return {
    partialPath: path.join(t.testdir(), 'partial'),
    network: { policy: { allowHosts: [], allowCidrs: [], allowPrivate: true } },
    signal: new AbortController().signal,
    limits: { ...LIMITS, ...limits },
  };
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const STOP = 100_000;

/** Breaks the connection each time that as much has arrived as one answer brings. */
const breakAt =
  (server: TestServer, bytes: number): FetchOptions['onProgress'] =>
  (received) => {
    if (received % bytes === 0) server.breakConnections();
  };

/** Begins a download that breaks off and is not tried again. */
async function breakOff(t: Test, file: ServedFile) {
  const options = prepare(t);
  file.stopAfter = STOP;
  const server = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  const limits = { ...options.limits, retries: 0, idleBytes: Number.MAX_SAFE_INTEGER };
  const url = `${server.origin}/m.onnx`;
  await failure(fetchFile(url, { ...options, limits, onProgress: breakAt(server, STOP) }));
  file.stopAfter = null;
  return { options, server, url };
}

async function checkWhole(
  t: Test,
  options: FetchOptions,
  url: string,
  content: Buffer = CONTENT,
): Promise<void> {
  t.match(await fetchFile(url, options), { bytes: content.length, sha256: sha256(content) });
  t.ok(readFileSync(options.partialPath).equals(content));
  t.strictSame(readdirSync(path.dirname(options.partialPath)), ['partial']);
}

await t.test('a connection that breaks is gone on with, as often as it brings more', async (t) => {
  const file: ServedFile = { content: CONTENT, etag: '"1"', stopAfter: 40_000 };
  const server = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  const progress: number[] = [];
  const onProgress: FetchOptions['onProgress'] = (bytes, total) => {
    progress.push(bytes);
    breakAt(server, 40_000)?.(bytes, total);
  };
  const options = { ...prepare(t), onProgress };
  await checkWhole(t, options, `${server.origin}/m.onnx`);
  t.equal(server.requests.length, 8, 'more tries than are allowed in vain');
  t.strictSame(
    progress,
    progress.toSorted((a, b) => a - b),
    'it only goes forward',
  );
  const [first, second] = server.requests;
  t.equal(first?.headers.range, undefined);
  t.match(second?.headers, { range: 'bytes=40000-', 'if-range': '"1"' });
});

await t.test('tries that bring nothing new are counted', async (t) => {
  const file: ServedFile = { content: CONTENT, stopAfter: 40_000 };
  const server = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  const options = { ...prepare(t), onProgress: breakAt(server, 40_000) };
  await failure(fetchFile(`${server.origin}/m.onnx`, options));
  t.equal(server.requests.length, 1 + 1 + 2, 'without a validator each one starts at the beginning');
  t.ok(server.requests.every(({ headers }) => headers.range === undefined));
  t.strictSame(readdirSync(path.dirname(options.partialPath)), [], 'nothing to go on with is kept');
});

await t.test('another call goes on where one broke off', async (t) => {
  for (const validator of [{ etag: '"1"' }, { lastModified: OLD }]) {
    const { options, server, url } = await breakOff(t, { content: CONTENT, ...validator });
    t.ok(existsSync(options.partialPath));
    await checkWhole(t, options, url);
    t.match(server.requests.at(-1)?.headers, {
      range: `bytes=${STOP}-`,
      'if-range': Object.values(validator)[0],
    });
  }
});

await t.test('a file that has changed is begun anew', async (t) => {
  const file: ServedFile = { content: CONTENT, etag: '"1"' };
  const { options, server, url } = await breakOff(t, file);
  file.content = randomBytes(CONTENT.length);
  file.etag = '"2"';
  await checkWhole(t, options, url, file.content);
  t.equal(server.requests.at(-1)?.headers['if-range'], '"1"');
});

await t.test('what may have changed unseen is not gone on with', async (t) => {
  for (const validator of [{ etag: 'W/"1"' }, {}, { lastModified: new Date().toUTCString() }]) {
    const { options, server, url } = await breakOff(t, { content: CONTENT, ...validator });
    t.notOk(existsSync(options.partialPath), JSON.stringify(validator));
    await checkWhole(t, options, url);
    t.equal(server.requests.at(-1)?.headers.range, undefined);
  }
});

await t.test('a part that does not fit what is there is not used', async (t) => {
  const total = CONTENT.length;
  for (const [name, headers] of Object.entries({
    'from elsewhere': { 'content-range': `bytes 7-${total - 1}/${total}`, etag: '"1"' },
    'of another length': { 'content-range': `bytes START-${total}/${total + 1}`, etag: '"1"' },
    'of another version': { 'content-range': `bytes START-${total - 1}/${total}`, etag: '"2"' },
    'without saying which': { etag: '"1"' },
    'not up to the end': { 'content-range': `bytes START-${total - 2}/${total}`, etag: '"1"' },
  })) {
    let answers = 0;
    const server: TestServer = await serve(t, (request, response) => {
      const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
      answers++;
      if (start === undefined) {
        const stopAfter = answers === 1 ? STOP : null;
        answerWithFile({ content: CONTENT, etag: '"1"', stopAfter }, request, response);
        return;
      }
      const said = Object.entries(headers).map(([key, value]) => [key, value.replace('START', start)]);
      response
        .writeHead(206, Object.fromEntries(said) as OutgoingHttpHeaders)
        .end(Buffer.alloc(total - Number(start)));
    });
    const onProgress: FetchOptions['onProgress'] = (bytes) => {
      if (answers === 1 && bytes === STOP) server.breakConnections();
    };
    await checkWhole(t, { ...prepare(t), onProgress }, `${server.origin}/m.onnx`);
    t.equal(answers, 3, `${name}: a part, the wrong part, the whole`);
  }
});

await t.test('a server that knows no such part is asked for the whole', async (t) => {
  let answers = 0;
  const server = await serve(t, (request, response) => {
    answers++;
    if (request.headers.range !== undefined) response.writeHead(416).end();
    else {
      const stopAfter = answers === 1 ? STOP : null;
      answerWithFile({ content: CONTENT, etag: '"1"', stopAfter }, request, response);
    }
  });
  const onProgress: FetchOptions['onProgress'] = (bytes) => {
    if (answers === 1 && bytes === STOP) server.breakConnections();
  };
  await checkWhole(t, { ...prepare(t), onProgress }, `${server.origin}/m.onnx`);
  t.equal(answers, 3);
});

await t.test('what was not made safe before a loss of power is asked for again', async (t) => {
  const file: ServedFile = { content: CONTENT, etag: '"1"' };
  const { options, server, url } = await breakOff(t, file);
  const kept = readFileSync(options.partialPath);
  // As a file system may leave it: longer than what was synced, and empty there.
  writeFileSync(options.partialPath, Buffer.concat([kept, Buffer.alloc(50_000)]));
  await checkWhole(t, options, url);
  t.equal(server.requests.at(-1)?.headers.range, `bytes=${kept.length}-`);
});

await t.test('a note that is damaged, or of more than is there, is not believed', async (t) => {
  for (const damage of [
    (note: string) => note.slice(0, -5),
    () => '',
    () => '{"version":2}',
    (note: string) => note.replace(/"safeBytes":\d+/, '"safeBytes":200000'),
    (note: string) => note.replace('"version"', '"__proto__":{},"version"'),
  ]) {
    const { options, server, url } = await breakOff(t, { content: CONTENT, etag: '"1"' });
    const note = `${options.partialPath}.json`;
    writeFileSync(note, damage(readFileSync(note, 'utf8')));
    await checkWhole(t, options, url);
    t.equal(server.requests.at(-1)?.headers.range, undefined);
  }
});

await t.test('a whole file that was not yet taken is asked about once more', async (t) => {
  const { options, server, url } = await breakOff(t, { content: CONTENT, etag: '"1"' });
  const note = `${options.partialPath}.json`;
  writeFileSync(options.partialPath, CONTENT);
  writeFileSync(note, readFileSync(note, 'utf8').replace(/"safeBytes":\d+/, `"safeBytes":${CONTENT.length}`));
  await checkWhole(t, options, url);
  t.equal(server.requests.at(-1)?.headers.range, `bytes=${CONTENT.length - 1}-`);
});

await t.test('an abort keeps what can be gone on with', async (t) => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const options = prepare(t);
  const server = await serve(t, (request, response) => {
    if (server.requests.length > 1) answerWithFile({ content: CONTENT, etag: '"1"' }, request, response);
    else {
      response.writeHead(200, { etag: '"1"', 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 1000));
    }
  });
  const url = `${server.origin}/m.onnx`;
  const onProgress = () => {
    controller.abort(reason);
  };
  t.equal(await rejection(fetchFile(url, { ...options, signal: controller.signal, onProgress })), reason);
  await checkWhole(t, options, url);
  t.equal(server.requests.at(-1)?.headers.range, 'bytes=1000-');
});

await t.test('a file that was refused leaves nothing', async (t) => {
  const { options, url } = await breakOff(t, { content: CONTENT, etag: '"1"' });
  const limits = { ...options.limits, maxBytes: 200_000 };
  t.match(await failure(fetchFile(url, { ...options, limits })), { message: /larger than the limit/ });
  t.strictSame(readdirSync(path.dirname(options.partialPath)), []);
});

await t.test('the disk keeps its floor, before and while a file arrives', async (t) => {
  const server = await serve(t, (request, response) => {
    answerWithFile({ content: CONTENT, etag: '"1"' }, request, response);
  });
  const url = `${server.origin}/m.onnx`;
  const limits = { ...LIMITS, minFreeBytes: 1000 };
  const before = { ...prepare(t), limits, disk: { free: async () => CONTENT.length + 999 } };
  const error = await failure(fetchFile(url, before));
  t.match(error, { code: 'STORAGE_FAILED', exitCode: 13, retryable: true, message: /The disk is too full/ });
  t.strictSame(readdirSync(path.dirname(before.partialPath)), [], 'no more of it is taken up');

  let asked = 0;
  const free = async () => (asked++ === 0 ? CONTENT.length + 1000 : 0);
  const during = { ...prepare(t), limits, disk: { free } };
  t.match(await failure(fetchFile(url, during)), { code: 'STORAGE_FAILED' });
  t.ok(asked > 1);
  t.strictSame(readdirSync(path.dirname(during.partialPath)), []);

  let space = 0;
  const reclaimed: number[] = [];
  const reclaim = async (bytes: number) => {
    reclaimed.push(bytes);
    space = CONTENT.length + 1000;
  };
  const helped = { ...prepare(t), limits, disk: { free: async () => space, reclaim } };
  t.match(await fetchFile(url, helped), { bytes: CONTENT.length });
  t.strictSame(reclaimed, [CONTENT.length + 1000]);
});

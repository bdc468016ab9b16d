/** A process that is killed while a model arrives: the next one goes on where it was, and hands out nothing that is not whole. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { forever, openCache } from './support/open-cache.ts';
import { answerWithFile, serve } from '../support/serve.ts';

const CONTENT = randomBytes(200_000);
const STEP = 50_000;
const signal = forever;

await t.test('kill -9 in the middle of a download', async (t) => {
  let answer: ServerResponse | undefined;
  const server = await serve(t, (request, response) => {
    if (server.requests.length > 1) answerWithFile({ content: CONTENT, etag: '"1"' }, request, response);
    else {
      response.writeHead(200, { etag: '"1"', 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, STEP));
      answer = response;
    }
  });
  const url = `${server.origin}/m.onnx`;
  const folder = path.join(t.testdir(), 'cache');
  const program = path.join(import.meta.dirname, 'fixtures', 'acquire.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=dumont-source', '--no-warnings', program, folder, url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    // What came before a piece is safe on the disk by the time the piece itself is told.
    if (Number(line) === STEP) answer?.write(CONTENT.subarray(STEP, 2 * STEP));
    else if (Number(line) > STEP) child.kill('SIGKILL');
  }
  await exited;
  t.equal(child.signalCode, 'SIGKILL');
  t.strictSame(
    readdirSync(folder).filter((name) => name.endsWith('.onnx')),
    [],
    'nothing that could be taken for the model',
  );

  writeFileSync(path.join(folder, 'partial', 'orphan.part'), 'left by a download that cannot be resumed');
  const cache = await openCache(t, { folder });
  t.strictSame(cache.partials().length, 2, 'only the download that can be gone on with, and its note');
  const model = await cache.acquire({ url }, { signal });
  const start = Number(/^bytes=(\d+)-$/.exec(server.requests[1]?.headers.range ?? '')?.[1]);
  t.ok(start >= STEP, `it goes on at ${start}`);
  t.equal(model.sha256, createHash('sha256').update(CONTENT).digest('hex'));
  t.ok(readFileSync(model.path).equals(CONTENT));
  t.strictSame(cache.partials(), []);
});

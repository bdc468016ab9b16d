/** Servers that close their connection while the body is still being read: old ones do, and no library may end the process for it. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { execaNode } from 'execa';
import t, { type Test } from 'tap';

const MEGABYTES = 3;
const BODY = Buffer.alloc(MEGABYTES * 2 ** 20, 'not a real model ');
const DOWNLOADS = 10;
const FIXTURE = path.join(import.meta.dirname, 'fixtures', 'fetch-slowly.ts');

const LENGTH = `Content-Length: ${BODY.length}`;
const WAYS_TO_CLOSE: Readonly<Record<string, readonly string[]>> = {
  'HTTP/1.0, as python3 -m http.server': ['HTTP/1.0 200 OK', LENGTH],
  'Connection: close': ['HTTP/1.1 200 OK', LENGTH, 'Connection: close'],
  'a broken promise': ['HTTP/1.1 200 OK', LENGTH, 'Connection: keep-alive'],
};

/** Answers every connection's first request, sends all as fast as it goes, and closes. @returns its port */
async function startServer(t: Test, head: readonly string[]): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.end(BODY);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

for (const [name, head] of Object.entries(WAYS_TO_CLOSE)) {
  for (const way of ['runner', 'cache']) {
    await t.test(`${name}: ${way}`, async (t) => {
      const port = await startServer(t, head);
      const urls = Array.from({ length: DOWNLOADS }, (_, index) => `http://127.0.0.1:${port}/${index}.onnx`);
      const { stdout, stderr, exitCode } = await execaNode(
        FIXTURE,
        [path.join(t.testdir(), 'data'), way, ...urls],
        {
          nodeOptions: ['--conditions=dumont-source', '--no-warnings'],
          reject: false,
          lines: true,
        },
      );
      t.equal(stdout.length, DOWNLOADS);
      // Of a connection that was to stay, an end is an error: the next try is for that.
      const expected = name === 'a broken promise' ? /^fetched$|other side closed/ : /^fetched$/;
      for (const outcome of stdout) t.match(outcome, expected);
      t.same(stderr, []);
      t.equal(exitCode, 0);
    });
  }
}

await t.test('a body whose end is the connection’s is refused', async (t) => {
  const port = await startServer(t, ['HTTP/1.0 200 OK']);
  const { stdout, exitCode } = await execaNode(
    FIXTURE,
    [path.join(t.testdir(), 'data'), 'runner', `http://127.0.0.1:${port}/m.onnx`],
    {
      nodeOptions: ['--conditions=dumont-source', '--no-warnings'],
      reject: false,
    },
  );
  t.match(stdout, /Cannot download/);
  t.equal(exitCode, 0);
});

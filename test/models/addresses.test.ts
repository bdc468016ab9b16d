/** Requests that a model's address, a redirect or a name server tries to have made to where they must not go. */
import path from 'node:path';
import { fetchFile, type AddressPolicy, type FetchOptions } from '@dumont/runner/models';
import t, { type Test } from 'tap';
import { TEST_CERTIFICATE } from '../support/certificate.ts';
import { failure } from './support/outcome.ts';
import { serve, serveSecurely } from '../support/serve.ts';
import { watchConnections } from '../support/watched-connections.ts';

const NOTHING: AddressPolicy = { allowHosts: [], allowCidrs: [], allowPrivate: false };
const CONTENT = Buffer.from('not a real model, but these very bytes');

async function fetch(t: Test, url: string, network: FetchOptions['network']) {
  return fetchFile(url, {
    partialPath: path.join(t.testdir(), 'partial'),
    network,
    signal: new AbortController().signal,
    limits: { retries: 0, minFreeBytes: 0 },
  });
}

await t.test('loopback is not connected to, however it is spelled', async (t) => {
  const server = await serve(t, (_request, response) => response.end(CONTENT));
  for (const host of [
    ...['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0x7f000001', '0177.0.0.1', '2130706433', '017700000001'],
    ...[
      '127.0.0.1.',
      '127.1.2.3',
      '0.0.0.0',
      '0',
      'localhost',
      'LOCALHOST.',
      '%6c%6f%63alhost',
      '%31%32%37.0.0.1',
    ],
    ...[
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:ffff:7f00:0001]',
      '[::127.0.0.1]',
    ],
    ...['[64:ff9b::7f00:1]', '１２７.0.0.1', '127。0。0。1', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', '①②⑦.0.0.1'],
  ]) {
    const error = await failure(fetch(t, `http://${host}:${server.port}/m.onnx`, { policy: NOTHING }));
    t.match(
      error,
      { code: 'MODEL_DOWNLOAD_FAILED', retryable: false, message: /is at no public address/ },
      host,
    );
  }
  t.equal(server.connections(), 0);
});

await t.test('what looks like another host in an address is none', async (t) => {
  const { connect, attempts } = watchConnections();
  for (const url of [
    'http://example.org@127.0.0.1/m.onnx',
    'http://127.0.0.1#@example.org/m.onnx',
    'http://127.0.0.1\\@example.org/m.onnx',
    'http:127.0.0.1/m.onnx',
    'http:\\\\127.0.0.1/m.onnx',
    'http://127.0.0.1?.example.org/m.onnx',
  ]) {
    const error = await failure(fetch(t, url, { policy: NOTHING, connect }));
    t.match(error.message, /127\.0\.0\.1 is at no public address/, url);
  }
  t.strictSame(attempts, []);
});

await t.test('private, metadata and reserved addresses are not connected to', async (t) => {
  const { connect, attempts } = watchConnections();
  for (const host of [
    ...[
      '10.0.0.1',
      '172.16.5.4',
      '192.168.1.1',
      '100.64.0.1',
      '169.254.169.254',
      '169.254.170.2',
      '[fe80::1]',
    ],
    ...[
      '[fd00:ec2::254]',
      '100.100.100.200',
      '168.63.129.16',
      '192.0.0.192',
      '224.0.0.1',
      '[ff02::1]',
      '[fd12::1]',
    ],
    ...['255.255.255.255', '198.18.0.1', '[2002:a00:1::]', '0xa9fea9fe', '2852039166', '[::ffff:a9fe:a9fe]'],
  ]) {
    const error = await failure(fetch(t, `http://${host}/m.onnx`, { policy: NOTHING, connect }));
    t.match(error.message, /is at no public address/, host);
  }
  t.strictSame(attempts, []);
});

await t.test('a redirect leads to no private or metadata address', async (t) => {
  const inner = await serve(t, (_request, response) => response.end('secret'));
  let location = '';
  const server = await serve(t, (_request, response) => response.writeHead(302, { location }).end());
  const policy = { ...NOTHING, allowHosts: [`127.0.0.1:${server.port}`] };
  const { connect, attempts } = watchConnections();
  const targets = [
    `http://127.0.0.1:${inner.port}/m.onnx`,
    `http://localhost:${inner.port}/m.onnx`,
    'http://169.254.169.254/latest/meta-data/m.onnx',
    'http://[::ffff:169.254.169.254]/m.onnx',
    '//10.0.0.1/m.onnx',
    `http://0x7f.1:${inner.port}/m.onnx`,
  ];
  for (location of targets) {
    const error = await failure(fetch(t, `${server.origin}/m.onnx`, { policy, connect }));
    t.match(error.message, /is at no public address/, location);
  }
  t.equal(inner.connections(), 0);
  t.equal(server.requests.length, targets.length);
  t.same(new Set(attempts), new Set(['127.0.0.1 -> 127.0.0.1']));
});

await t.test('a redirect leads to no other scheme, and not on for ever', async (t) => {
  let location = 'file:///etc/passwd';
  const server = await serve(t, (_request, response) => response.writeHead(301, { location }).end('moved'));
  const policy = { ...NOTHING, allowPrivate: true };
  const scheme = await failure(fetch(t, `${server.origin}/m.onnx`, { policy }));
  t.match(scheme.message, /redirects to file:, which is not http/);
  location = '/m.onnx';
  const loop = await failure(fetch(t, `${server.origin}/m.onnx`, { policy }));
  t.match(loop, { message: /more than 5 redirects/, retryable: false });
  t.equal(server.requests.length, 1 + 6);
});

await t.test('the address that was checked is the one that is connected to', async (t) => {
  const { connect, attempts } = watchConnections();
  // First a public address, to pass a check, then loopback, to be connected to.
  const answers = ['203.0.114.7', '127.0.0.1'];
  let asked = 0;
  const resolve = async () => [{ address: answers[asked++] ?? '127.0.0.1', family: 4 }];
  await failure(fetch(t, 'http://rebinding.test/m.onnx', { policy: NOTHING, connect, resolve }));
  t.equal(asked, 1, 'resolved once');
  t.strictSame(attempts, ['rebinding.test -> 203.0.114.7']);
  const second = await failure(
    fetch(t, 'http://rebinding.test/m.onnx', { policy: NOTHING, connect, resolve }),
  );
  t.match(second.message, /rebinding\.test \(127\.0\.0\.1\) is at no public address/);
  t.equal(attempts.length, 1, 'no further connection was attempted');
});

await t.test('of several addresses only those allowed are connected to', async (t) => {
  const { connect, attempts } = watchConnections();
  const resolve = async () => [
    { address: '169.254.169.254', family: 4 },
    { address: '::1', family: 6 },
    { address: '203.0.114.7', family: 4 },
  ];
  await failure(fetch(t, 'http://mixed.test/m.onnx', { policy: NOTHING, connect, resolve }));
  t.strictSame(attempts, ['mixed.test -> 203.0.114.7']);
});

await t.test('what is allowed is connected to', async (t) => {
  const server = await serve(t, (_request, response) => response.end(CONTENT));
  for (const policy of [
    { ...NOTHING, allowPrivate: true },
    { ...NOTHING, allowCidrs: ['127.0.0.0/8'] },
    { ...NOTHING, allowHosts: ['127.0.0.1'] },
    { ...NOTHING, allowHosts: [`127.1:${server.port}`] },
  ]) {
    t.match(await fetch(t, `${server.origin}/m.onnx`, { policy }), { bytes: CONTENT.length });
  }
  const other = { ...NOTHING, allowHosts: [`127.0.0.1:${server.port + 1}`] };
  t.match(await failure(fetch(t, `${server.origin}/m.onnx`, { policy: other })), { retryable: false });
});

await t.test('no proxy is asked', async (t) => {
  const proxy = await serve(t, (_request, response) => response.end('proxied'));
  const server = await serve(t, (_request, response) => response.end(CONTENT));
  for (const name of ['http_proxy', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY', 'no_proxy']) {
    const before = process.env[name];
    process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : name === 'no_proxy' ? '' : proxy.origin;
    t.teardown(() => {
      if (before === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before;
    });
  }
  await fetch(t, `${server.origin}/m.onnx`, { policy: { ...NOTHING, allowPrivate: true } });
  t.equal(proxy.connections(), 0);
  t.equal(server.requests.length, 1);
});

await t.test('credentials reach the host that they are for, and no other', async (t) => {
  const policy = { ...NOTHING, allowPrivate: true };
  const first = await serve(t, (request, response) => {
    if (request.url === '/back.onnx') response.end(CONTENT);
    else if (request.url === '/m.onnx') response.writeHead(307, { location: '/again.onnx' }).end();
    else response.writeHead(308, { location: `${second.origin.replace('//', '//eve:x@')}/m.onnx` }).end();
  });
  const second = await serve(t, (_request, response) =>
    response.writeHead(303, { location: `${first.origin}/back.onnx` }).end(),
  );
  await fetch(t, `${first.origin.replace('//', '//user:secret@')}/m.onnx`, { policy });
  const basic = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  t.strictSame(
    first.requests.map(({ headers }) => headers.authorization),
    [basic, basic, undefined],
  );
  t.strictSame(
    second.requests.map(({ headers }) => headers.authorization),
    [undefined],
  );
});

await t.test('https is checked against the authorities that are trusted', async (t) => {
  const server = await serveSecurely(t, (_request, response) => response.end(CONTENT));
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const policy = { ...NOTHING, allowHosts: ['models.test', 'other.test'] };
  const url = `https://models.test:${server.port}/m.onnx`;
  t.match(await failure(fetch(t, url, { policy, resolve })), { message: /self-signed certificate/ });
  t.match(await fetch(t, url, { policy, resolve, ca: TEST_CERTIFICATE }), { bytes: CONTENT.length });
  const other = url.replace('models.test', 'other.test');
  t.match(await failure(fetch(t, other, { policy, resolve, ca: TEST_CERTIFICATE })), {
    message: /altnames/i,
  });
  t.equal(server.requests.length, 1);
});

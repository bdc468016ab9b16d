import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { parseModelAddress } from './model-address.ts';

await t.test('http(s) addresses have a key without their secrets', async (t) => {
  const parsed = parseModelAddress('HTTP://user:secret@Host/m.onnx?key=1#part');
  t.match(parsed, { kind: 'remote', url: 'http://user:secret@host/m.onnx?key=1', key: /^[0-9a-f]{64}$/ });
  t.strictSame(
    parsed,
    parseModelAddress('http://user:secret@host/m.onnx?key=1'),
    'the fragment is no part of it',
  );
  t.not(JSON.stringify(parsed), JSON.stringify(parseModelAddress('http://user:secret@host/m.onnx?key=2')));
});

await t.test('everything else is a file here, or refused', async (t) => {
  const file = resolve('models', 'm.onnx');
  t.strictSame(parseModelAddress(pathToFileURL(file).href), { kind: 'local', path: file });
  for (const path of [
    '/models/m.onnx',
    'm.onnx',
    'C:\\models\\m.onnx',
    '../m.onnx',
    '\\\\host\\share\\m.onnx',
  ]) {
    t.strictSame(parseModelAddress(path), { kind: 'local', path });
  }
  for (const url of [
    '',
    'ftp://h/m',
    'javascript:x',
    'http://',
    'file:///%00',
    'a\0b',
    'file:///a%2Fb',
    'x'.repeat(9000),
  ]) {
    t.throws(
      () => parseModelAddress(url),
      { code: 'JOB_INVALID', message: /model address/ },
      url.slice(0, 30),
    );
  }
});

await t.test('what is wrong with an address is said without showing it', async (t) => {
  for (const url of ['http://user:hunter2@[bad/m.onnx', 'ftp://user:hunter2@host/m.onnx']) {
    t.throws(() => parseModelAddress(url), { message: /^(?!.*hunter2)/ });
  }
});

import t from 'tap';
import { DumontError } from '@dumont/protocol';
import { isRetryable, StatusError, toDownloadError, TransferError } from './download-error.ts';

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: no`), { code, syscall });
const URL = 'http://user:secret@host/m.onnx?key=secret';

await t.test("this machine's disk is told from the model's server", async (t) => {
  for (const [code, syscall] of [
    ['ENOSPC', 'write'],
    ['EDQUOT', 'write'],
    ['EROFS', 'open'],
    ['EIO', 'fsync'],
    ['EACCES', 'open'],
  ] as const) {
    const error = toDownloadError(URL, new Error('x', { cause: systemError(code, syscall) }));
    t.match(error, { code: 'STORAGE_FAILED', exitCode: 13, retryable: true }, code);
    t.notOk(isRetryable(systemError(code, syscall)), 'not by the same process');
  }
  t.match(toDownloadError(URL, systemError('EACCES', 'connect')), { code: 'MODEL_DOWNLOAD_FAILED' });
});

await t.test('whether another try can help is said', async (t) => {
  for (const [error, retryable] of [
    [new StatusError(404), false],
    [new StatusError(503), true],
    [new TransferError('refused'), false],
    [systemError('ECONNRESET', 'read'), true],
    [systemError('ENOTFOUND', 'getaddrinfo'), true],
    [new DOMException('x', 'TimeoutError'), true],
    [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), false],
  ] as const) {
    t.match(toDownloadError(URL, error), { code: 'MODEL_DOWNLOAD_FAILED', retryable }, error.message);
  }
});

await t.test('no secret is in the message, and what is ours already stays', async (t) => {
  const { message } = toDownloadError(URL, new StatusError(404));
  t.equal(message, 'Cannot download http://host/m.onnx?…: the server answered 404 Not Found.');
  t.match(new StatusError(599).message, /answered 599$/);
  const own = new DumontError('MODEL_UNSUPPORTED', 'x');
  t.equal(toDownloadError(URL, own), own);
});

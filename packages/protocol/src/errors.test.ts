import t from 'tap';
import { DumontError, errorCatalogue, errorCodeSchema, toDumontError } from './errors.ts';

await t.test('every error ends with one of the documented exit codes', async (t) => {
  for (const [code, { exitCode, meaning }] of Object.entries(errorCatalogue)) {
    t.ok([1, 2, 10, 11, 12, 13, 14].includes(exitCode), code);
    t.match(code, /^[A-Z]+(_[A-Z]+)*$/);
    t.ok(meaning.length > 0);
    t.equal(errorCodeSchema.parse(code), code);
  }
  t.notOk(errorCodeSchema.safeParse('OOPS').success);
});

await t.test('an error knows its exit code and whether trying again can help', async (t) => {
  const cause = new Error('ECONNRESET');
  const error = new DumontError('MODEL_DOWNLOAD_FAILED', 'The server closed the connection.', { cause });
  t.match(error, { name: 'DumontError', code: 'MODEL_DOWNLOAD_FAILED', exitCode: 10, retryable: true });
  t.equal(error.message, 'The server closed the connection.');
  t.equal(error.cause, cause);
  t.match(new DumontError('MODEL_INVALID', 'x'), { exitCode: 10, retryable: false });
  t.equal(new DumontError('MODEL_DOWNLOAD_FAILED', 'x', { retryable: false }).retryable, false);
});

await t.test('what was thrown and is none of ours is a bug', async (t) => {
  const own = new DumontError('USAGE', 'x');
  t.equal(toDumontError(own), own);
  const cause = new TypeError('undefined is not a function');
  t.match(toDumontError(cause), { code: 'INTERNAL', exitCode: 1, message: cause.message, cause });
  t.match(toDumontError('a string'), { code: 'INTERNAL', message: 'a string', cause: 'a string' });
});

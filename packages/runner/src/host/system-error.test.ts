import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { describeSystemError, errorCode, isGone, isSystemError, nullIfMissing } from './system-error.ts';

const failure = async (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => undefined,
    (error: unknown) => error,
  );

await t.test('what the system refused is told by its code, and in words', async (t) => {
  const folder = t.testdir({});
  const missing = await failure(readFile(path.join(folder, 'none')));
  t.equal(errorCode(missing), 'ENOENT');
  t.ok(isSystemError(missing) && isGone(missing));
  const isFolder = await failure(readFile(folder));
  t.ok(isSystemError(isFolder) && !isGone(isFolder));
  if (isSystemError(isFolder)) t.equal(describeSystemError(isFolder), 'it is a folder');
});

await t.test('a library’s own code is no word of the system', async (t) => {
  const own = Object.assign(new Error('in its words'), { code: 'EIO' });
  t.equal(errorCode(own), 'EIO');
  t.notOk(isSystemError(own));
  t.equal(describeSystemError(own), 'in its words');
  for (const other of [undefined, 'ENOENT', { code: 'ENOENT' }, Object.assign(new Error(''), { code: 2 })])
    t.equal(errorCode(other), undefined);
});

await t.test('only what is missing is null', async (t) => {
  const folder = t.testdir({ file: 'text' });
  t.equal(await nullIfMissing(readFile(path.join(folder, 'none'))), null);
  t.equal(await nullIfMissing(readFile(path.join(folder, 'file'), 'utf8')), 'text');
  await t.rejects(nullIfMissing(readFile(folder)), { code: 'EISDIR' });
});

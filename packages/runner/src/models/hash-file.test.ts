import { createHash } from 'node:crypto';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { isSettled, isUnwritten, versionKey } from './file-version.ts';
import { hashFile } from './hash-file.ts';

const { signal } = new AbortController();
const aborted = AbortSignal.abort(new Error('it would have been read'));

await t.test('a file that has not changed for a while is read once', async (t) => {
  const old = process.execPath;
  await t.rejects(hashFile(old, aborted), { message: 'it would have been read' });
  const { sha256, isSettled } = await hashFile(old, signal);
  t.equal(sha256, createHash('sha256').update(readFileSync(old)).digest('hex'));
  t.ok(isSettled);
  t.equal((await hashFile(old, aborted)).sha256, sha256);
});

await t.test('one that has just been written is read again: a further write might not show', async (t) => {
  const file = path.join(t.testdir(), 'new');
  writeFileSync(file, 'new');
  t.match(await hashFile(file, signal), { isSettled: false });
  await t.rejects(hashFile(file, aborted), { message: 'it would have been read' });
});

await t.test('a link is not followed', { skip: process.platform === 'win32' && 'POSIX flags' }, async (t) => {
  const folder = t.testdir({ file: 'x' });
  symlinkSync(path.join(folder, 'file'), path.join(folder, 'link'));
  await t.rejects(hashFile(path.join(folder, 'link'), signal), { code: 'ELOOP' });
});

await t.test('versions', async (t) => {
  const version = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5_000_000_000n };
  t.equal(versionKey(version), '1:2:3:4:5000000000');
  t.not(versionKey({ ...version, ctimeNs: 6n }), versionKey(version));
  t.ok(isUnwritten(version, { ...version, ctimeNs: 6n }), 'a further name');
  t.notOk(isUnwritten(version, { ...version, mtimeNs: 6n }));
  t.notOk(isSettled(version, 6000), 'within a tick of the coarsest clock');
  t.ok(isSettled(version, 7001));
  t.ok(isSettled(version, 0), 'a server with another clock');
});

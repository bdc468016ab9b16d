import { mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { loadLibc } from '../host/libc.ts';
import { dropFromCache } from './drop-from-cache.ts';
import { OpenFile } from './open-file.ts';

const MB = 2 ** 20;
const TMPFS = 0x0102_1994;
const skip = process.platform === 'linux' ? false : 'only Linux lets a program drop its files';

async function openFile(t: Test, folder: string): Promise<OpenFile> {
  const file = path.join(folder, 'weights.bin');
  await writeFile(file, Buffer.alloc(3 * MB + 1, 7));
  const opened = await OpenFile.open(file, 'refused');
  t.teardown(() => opened.close());
  return opened;
}

async function isInMemory(folder: string): Promise<boolean> {
  return (await statfs(folder)).type === TMPFS;
}

await t.test('what is on the disk is dropped, though it was written only now', { skip }, async (t) => {
  const folder = t.testdir({});
  if (await isInMemory(folder)) return t.pass('the tests’ own folder is in memory');
  const file = await openFile(t, folder);
  const pageCache = (await loadLibc())?.pageCache;
  const cached = (): number | null | undefined => pageCache?.cachedBytes(file.handle.fd, 3 * MB + 1);
  t.ok((cached() ?? 0) > 3 * MB, 'all of it, in whole pages');
  t.strictSame(await dropFromCache([file]), { cold: true, reason: null });
  t.equal(cached(), 0);
  await readFile(file.path);
  t.ok((cached() ?? 0) > 3 * MB, 'reading brings it back');
});

await t.test('what lies in memory stays, and is not called cold', { skip }, async (t) => {
  const shared = '/dev/shm';
  if (!(await isInMemory(shared).catch(() => false))) return t.pass('there is no file system in memory');
  const folder = await mkdtemp(path.join(shared, 'dumont-test-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const { cold, reason } = await dropFromCache([await openFile(t, folder)]);
  t.equal(cold, false);
  t.match(reason, /^3\.0 MB stayed/);
});

await t.test('of another user’s file it is not known', { skip }, async (t) => {
  const file = await openFile(t, t.testdir({}));
  t.intercept(process, 'getuid', { value: () => Number(file.stats.uid) + 1 });
  t.match(await dropFromCache([file]), { cold: null, reason: /another user/ });
});

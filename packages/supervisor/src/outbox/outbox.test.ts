import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { silentLog } from '../testing/silent-log.ts';
import { Outbox } from './outbox.ts';

const entry = (jobId: string, token = 't') => ({
  workerId: 'w',
  queue: 'jobs:w',
  jobId,
  token,
  record: { job_id: jobId },
});

await t.test('what is put there is there after a restart, until it is removed', async (t) => {
  const folder = path.join(t.testdir({}), 'outbox');
  const first = await Outbox.open(folder, silentLog);
  await first.put(entry('a'));
  await first.put(entry('../b/\0ü'));
  const second = await Outbox.open(folder, silentLog);
  t.same(second.entries.map(({ jobId }) => jobId).sort(), ['../b/\0ü', 'a']);
  t.ok(second.has('a', 't'));
  t.notOk(second.has('a', 'other run'));
  t.notOk(second.has('a', null));
  for (const kept of second.entries) await second.remove(kept);
  t.same(await readdir(folder), []);
  t.same((await Outbox.open(folder, silentLog)).entries, []);
});

await t.test('two runs of one job are two results', async (t) => {
  const outbox = await Outbox.open(t.testdir({}), silentLog);
  await outbox.put(entry('a', 't1'));
  await outbox.put(entry('a', 't2'));
  t.equal(outbox.entries.length, 2);
});

await t.test('half a file is no result, and a damaged one is set aside', async (t) => {
  const folder = t.testdir({ 'x.json.partial': '{"wor', 'y.json': '{"workerId":' });
  const outbox = await Outbox.open(folder, silentLog);
  t.same(outbox.entries, []);
  t.same(await readdir(folder), ['y.json.damaged']);
});

await t.test('a result under another name is published once, and deleted by that name', async (t) => {
  const folder = t.testdir({ 'copy of it.json': JSON.stringify(entry('a')) });
  const outbox = await Outbox.open(folder, silentLog);
  await outbox.put(entry('a'));
  t.equal(outbox.entries.length, 2);
  for (const kept of outbox.entries) await outbox.remove(kept);
  t.same(await readdir(folder), []);
  t.same(outbox.entries, []);
});

await t.test(
  'what is no file is not read, and stops nothing',
  { skip: process.platform === 'win32' && 'has no pipes' },
  async (t) => {
    const folder = t.testdir({
      'a.json': JSON.stringify(entry('a')),
      'b.json.partial': { inner: '' },
      'c.json': t.fixture('symlink', 'nowhere'),
      'd.json': 'damaged',
      'd.json.damaged': { inner: '' },
      'e.json': { inner: '' },
    });
    execFileSync('mkfifo', [path.join(folder, 'f.json')]);
    const outbox = await Outbox.open(folder, silentLog);
    t.same(
      outbox.entries.map(({ jobId }) => jobId),
      ['a'],
    );
    t.same((await readdir(folder)).sort(), [
      'a.json',
      'b.json.partial.damaged',
      'c.json.damaged',
      'd.json',
      'd.json.damaged',
      'e.json.damaged',
      'f.json.damaged',
    ]);
  },
);

await t.test(
  'only its user may read it',
  { skip: process.platform === 'win32' && 'has no modes' },
  async (t) => {
    const folder = path.join(t.testdir({}), 'outbox');
    await (await Outbox.open(folder, silentLog)).put(entry('a'));
    const [name = ''] = await readdir(folder);
    t.equal((await stat(folder)).mode & 0o077, 0);
    t.equal((await stat(path.join(folder, name))).mode & 0o077, 0);
  },
);

await t.test('what cannot be written is told, and kept in memory', async (t) => {
  const folder = t.testdir({});
  const outbox = await Outbox.open(path.join(folder, 'outbox'), silentLog);
  // A file in the folder's place, which not even root can write into.
  await chmod(path.join(folder, 'outbox'), 0o700);
  await rm(path.join(folder, 'outbox'), { recursive: true });
  await writeFile(path.join(folder, 'outbox'), '');
  await t.rejects(outbox.put(entry('a')), { code: 'ENOTDIR' });
  t.ok(outbox.has('a', 't'));
  await t.rejects(outbox.writeMissing(), { code: 'ENOTDIR' });
  await rm(path.join(folder, 'outbox'));
  await mkdir(path.join(folder, 'outbox'));
  await outbox.writeMissing();
  const again = await Outbox.open(path.join(folder, 'outbox'), silentLog);
  t.same(again.entries, [entry('a')], 'on disk as soon as that is possible');
  for (const kept of outbox.entries) await outbox.remove(kept);
  t.same(outbox.entries, []);
  t.same(await readdir(path.join(folder, 'outbox')), []);
  await outbox.writeMissing();
  t.same(await readdir(path.join(folder, 'outbox')), [], 'what is published is not written any more');
});

import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { lockDataFolder } from './data-lock.ts';

await t.test('a folder is had once, whatever it is called', async (t) => {
  const folder = t.testdir({ data: {} });
  const data = path.join(folder, 'data');
  const alias = path.join(folder, 'alias');
  await symlink(data, alias);
  const lock = await lockDataFolder(data);
  const taken = { code: 'USAGE', message: new RegExp(`another dumont-supervisor .*${data}`) };
  await t.rejects(lockDataFolder(data), taken);
  await t.rejects(lockDataFolder(alias), taken);
  lock.release();
  (await lockDataFolder(alias)).release();
  t.same(await readdir(data), ['lock.sqlite'], 'nothing else is left there');
});

await t.test('a folder that was replaced is locked anew, once nobody else has it', async (t) => {
  const data = path.join(t.testdir({ data: {} }), 'data');
  const lock = await lockDataFolder(data);
  t.equal(await lock.check.check(), null);
  const before = lock.fileId;
  await rm(data, { recursive: true });
  await mkdir(data);
  const second = await lockDataFolder(data);
  t.not(second.fileId, before);
  t.match(await lock.check.check(), /another dumont-supervisor is running with the data folder/);
  second.release();
  t.equal(await lock.check.check(), null);
  t.not(lock.fileId, before);
  await t.rejects(lockDataFolder(data), { code: 'USAGE' });
  await rm(data, { recursive: true });
  await writeFile(data, '');
  t.match(await lock.check.check(), /EEXIST|ENOTDIR/);
  await rm(data);
  t.equal(await lock.check.check(), null, 'the folder is made again too');
  lock.release();
});

await t.test('what cannot be locked is named', async (t) => {
  const junk = t.testdir({
    'lock.sqlite': 'no database, and long enough to see that it is none'.repeat(100),
  });
  await t.rejects(lockDataFolder(junk), {
    code: 'STORAGE_FAILED',
    message: /cannot be locked by .*lock\.sqlite/,
  });
  const folder = t.testdir({ 'lock.sqlite': {} });
  await t.rejects(lockDataFolder(folder), { code: 'STORAGE_FAILED', message: /lock\.sqlite/ });
});

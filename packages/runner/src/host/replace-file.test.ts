import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { writeAtomically, writeDurably } from './replace-file.ts';

for (const [name, write] of Object.entries({ writeAtomically, writeDurably })) {
  await t.test(`${name}: the file is whole, and this user's alone`, async (t) => {
    const folder = t.testdir({ file: 'old', 'new.partial': 'of one that died' });
    for (const file of ['file', 'new']) await write(path.join(folder, file), 'text');
    t.same(readdirSync(folder), ['file', 'new']);
    t.equal(readFileSync(path.join(folder, 'file'), 'utf8'), 'text');
    if (process.platform !== 'win32') t.equal(statSync(path.join(folder, 'file')).mode & 0o777, 0o600);
  });

  await t.test(`${name}: what cannot be replaced is left as it was`, async (t) => {
    const folder = t.testdir({ taken: { inner: '' } });
    await t.rejects(write(path.join(folder, 'taken'), 'text'));
    t.same(readdirSync(folder), ['taken']);
    t.same(readdirSync(path.join(folder, 'taken')), ['inner']);
  });
}

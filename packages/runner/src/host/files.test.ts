import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { makeFolder } from './make-folder.ts';
import { readTextFile } from './read-text-file.ts';

await t.test('a folder is made with all above it, or it is said why not', async (t) => {
  const folder = t.testdir({ file: '' });
  const deep = path.join(folder, 'a', 'b');
  await makeFolder(deep);
  await Promise.all([makeFolder(deep), makeFolder(`${deep}/c`), makeFolder(`${deep}/c`)]);
  t.ok((await stat(`${deep}/c`)).isDirectory());
  await t.rejects(makeFolder(path.join(folder, 'file')), { code: 'EEXIST' });
  await t.rejects(makeFolder(path.join(folder, 'file', 'below')), { code: /ENOTDIR|EEXIST/ });
});

await t.test('nor is one made in /proc', { skip: !existsSync('/proc/self') && 'no /proc' }, async (t) => {
  await t.rejects(makeFolder('/proc/dumont/below'), { code: 'ENOENT' });
});

await t.test('text is read from files alone', async (t) => {
  const folder = t.testdir({ text: 'text', folder: {} });
  t.equal(await readTextFile(path.join(folder, 'text')), 'text');
  t.equal(await readTextFile(path.join(folder, 'nothing')), null);
  await t.rejects(readTextFile(path.join(folder, 'folder')), { message: /is no file/ });
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  await t.rejects(readTextFile(path.join(folder, 'pipe')), { message: /is no file/ });
});

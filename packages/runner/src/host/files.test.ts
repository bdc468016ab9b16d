import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { makeFolder } from './make-folder.ts';
import { readTextFile } from './read-text-file.ts';
import { createTemporaryFolder } from './temporary-paths.ts';
import { becomeOrdinary } from './testing/become-ordinary.ts';

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

await t.test('a temporary folder goes, whatever was closed in it', async (t) => {
  const parent = t.testdir({});
  const restore = becomeOrdinary(parent);
  try {
    const temporary = await createTemporaryFolder('scratch', parent);
    const closed = path.join(temporary.path, 'a', 'b');
    await mkdir(closed, { recursive: true });
    await writeFile(path.join(closed, 'file'), '');
    for (const folder of [closed, path.dirname(closed)]) await chmod(folder, 0);
    await temporary.remove();
    t.notOk(existsSync(temporary.path));
    const kept = await createTemporaryFolder('scratch', parent);
    await chmod(parent, 0o500);
    await kept.remove();
    t.ok(existsSync(kept.path), 'what cannot be removed stays, and that is no error');
    await chmod(parent, 0o700);
  } finally {
    restore();
  }
});

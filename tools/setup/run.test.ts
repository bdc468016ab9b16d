/** Set-up never happens under the feet of what runs. */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';

await t.test('what a program of ours starts installs and builds nothing', async (t) => {
  const clone = t.testdir({ 'package-lock.json': '{}' });
  const folder = path.join(clone, 'tools', 'setup');
  await mkdir(folder, { recursive: true });
  await cp(path.join(import.meta.dirname, 'run.mjs'), path.join(folder, 'run.mjs'));
  const run = (program: string) =>
    execa(process.execPath, [path.join(folder, 'run.mjs'), program], {
      ...{ reject: false, extendEnv: false, cwd: clone },
      // No npm is to be found either.
      env: { DUMONT_SET_UP: '1', PATH: '' },
    });
  const stale = await run('program.mjs');
  t.match(stale, { exitCode: 1, stderr: /npm run setup/ });
  t.same((await readdir(clone)).toSorted(), ['package-lock.json', 'tools']);

  await mkdir(path.join(clone, 'node_modules'));
  const stamp = createHash('sha256').update('{}').digest('hex');
  await writeFile(path.join(clone, 'node_modules', '.dumont-installed'), stamp);
  await writeFile(path.join(clone, 'program.mjs'), 'process.stdout.write(process.env.DUMONT_SET_UP)');
  t.match(await run('program.mjs'), { exitCode: 0, stdout: '1' }, 'neither tap nor TypeScript is there');
});

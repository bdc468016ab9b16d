/** The installed commands on a Node that is too old, where the machine has one. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';

const packages = path.resolve(import.meta.dirname, '..', '..', 'packages');
/** Older ones do not know what the commands begin with. */
const OLDEST_THAT_CAN_SAY_SO = 16;

function findOldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders
    .map((folder) => path.join(folder, 'node'))
    .find((program) => {
      try {
        const major = Number(/^v(\d+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1]);
        return major >= OLDEST_THAT_CAN_SAY_SO && major < 22;
      } catch {
        return false;
      }
    });
}

const node = findOldNode();

await t.test(
  'both say which Node they need',
  { skip: node === undefined && 'no old Node here' },
  async (t) => {
    // As they are installed, but for the programs themselves, which must not be asked for.
    const modules = path.join(t.testdir({}), 'node_modules', '@dumont');
    for (const name of ['runner', 'supervisor']) {
      await mkdir(path.join(modules, name, 'dist', 'host'), { recursive: true });
      for (const part of ['bin', 'package.json']) {
        await cp(path.join(packages, name, part), path.join(modules, name, part), { recursive: true });
      }
    }
    const source = await readFile(path.join(packages, 'runner', 'src', 'host', 'node-version.ts'), 'utf8');
    await writeFile(
      path.join(modules, 'runner', 'dist', 'host', 'node-version.js'),
      stripTypeScriptTypes(source),
    );
    for (const name of ['runner', 'supervisor']) {
      const program = path.join(modules, name, 'bin', `dumont-${name}.js`);
      const { exitCode, stdout, stderr } = await execa(node ?? '', [program, '--help'], { reject: false });
      t.equal(exitCode, 2);
      t.equal(stdout, '');
      t.match(
        stderr,
        new RegExp(
          `^error: dumont-${name} needs Node 22\\.19 or newer, and this is Node \\d+\\.[^\\n]*\\nInstall`,
        ),
      );
      t.notMatch(stderr, /at .*:\d+:\d+/, 'without a stack');
    }
  },
);

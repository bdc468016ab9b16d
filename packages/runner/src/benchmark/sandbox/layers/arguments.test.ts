/** The layers that only build arguments. */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { findPrlimit, hardMemoryBytes, limit, rlimitArguments } from './rlimits.ts';
import { permissionArguments } from './node-permissions.ts';
import { outermost } from '../runtime-files.ts';

const GB = 2 ** 30;

await t.test('limits of the kernel', async (t) => {
  t.same(rlimitArguments({ memoryLimitBytes: null, scratchBytes: 10.2, tasks: null }), [
    '--core=0',
    '--fsize=11',
  ]);
  const words = rlimitArguments({ memoryLimitBytes: GB, scratchBytes: 1, tasks: 200 });
  t.ok(words.includes(`--data=${hardMemoryBytes(GB)}`));
  t.ok(words.includes('--nproc=200'));
  t.ok(hardMemoryBytes(GB) > 2 * GB, 'the sampler ends what passes the limit; this is the wall behind it');
});

await t.test('prlimit takes them', async (t) => {
  const prlimit = await findPrlimit();
  if (prlimit === null) {
    t.pass('there is none here');
    return;
  }
  const shell = '/bin/sh';
  const [program, ...words] = limit(prlimit, [shell, '-c', 'ulimit -c; ulimit -d'], {
    memoryLimitBytes: GB,
    scratchBytes: GB,
    tasks: null,
  });
  t.equal(
    execFileSync(program, words, { encoding: 'utf8' }),
    `0\n${Math.floor(hardMemoryBytes(GB) / 1024)}\n`,
  );
});

await t.test('Node’s permissions', async (t) => {
  const known = new Set(['--permission', '--allow-net']);
  const permissions = {
    read: ['/app', '/app/inner', '/m.onnx'],
    write: ['/tmp'],
    probed: ['/tmp/canary', '/other/canary'],
  };
  const words = permissionArguments(permissions, known) ?? [];
  t.same(
    words.filter((word) => word.startsWith('--allow-fs-read')),
    [
      '--allow-fs-read=/app',
      '--allow-fs-read=/m.onnx',
      '--allow-fs-read=/tmp/canary/*',
      '--allow-fs-read=/other/canary/*',
    ],
  );
  t.same(
    words.filter((word) => word.startsWith('--allow-fs-write')),
    ['--allow-fs-write=/tmp', '--allow-fs-write=/other/canary/*'],
  );
  t.ok(words.includes('--allow-net'));
  t.notOk(words.includes('--allow-child-process'));
  t.equal(permissionArguments(permissions, new Set()), null, 'this Node has none');
  t.equal(
    permissionArguments({ ...permissions, read: ['/a,b'] }, known),
    null,
    'a path that might be read as two',
  );
});

await t.test('what another path holds already is left out', async (t) => {
  t.same(outermost(['/a/b', '/a', '/ab', '/a', '/c/d/e', '/c/d']), ['/a', '/ab', '/c/d']);
});

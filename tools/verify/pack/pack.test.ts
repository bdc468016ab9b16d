/** What a packed folder carries: all that its program reaches, and nothing for other systems. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { isCarried } from './carried-files.ts';
import { parseLock, placeInFolder, productionPackages, type Lock } from './production-packages.ts';
import { programFiles } from './program-files.ts';
import { startScript } from './start-script.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

await t.test('packages are found as Node finds them, each once', async (t) => {
  const lock: Lock = {
    packages: {
      'packages/own': { dependencies: { '@x/lib': '1', a: '1' }, optionalDependencies: { fast: '1' } },
      'packages/lib': { dependencies: { a: '2' } },
      'packages/lib/node_modules/a': {},
      'node_modules/@x/lib': { link: true, resolved: 'packages/lib' },
      'node_modules/a': { dependencies: { b: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { a: '1' } },
      'node_modules/b': {},
      'node_modules/fast': {},
      'node_modules/unused': {},
    },
  };
  t.strictSame(productionPackages(lock, 'packages/own'), {
    own: ['packages/lib', 'packages/own'],
    others: [
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/fast',
      'packages/lib/node_modules/a',
    ],
    optional: ['node_modules/fast'],
  });
  t.throws(
    () => productionPackages({ packages: { p: { dependencies: { gone: '1' } } } }, 'p'),
    /no gone, which p/,
  );
});

await t.test('ours lie where others look for them, with what is theirs alone', async (t) => {
  t.equal(placeInFolder('packages/runner'), 'node_modules/@dumont/runner');
  t.equal(placeInFolder('packages/runner/node_modules/a'), 'node_modules/@dumont/runner/node_modules/a');
  t.equal(placeInFolder('node_modules/a'), 'node_modules/a');
});

await t.test('of this repository: what the runner needs, and no tool of developers', async (t) => {
  const lock = parseLock(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const { own, others, optional } = productionPackages(lock, 'packages/runner');
  t.strictSame(own, ['packages/engines', 'packages/protocol', 'packages/runner']);
  for (const name of ['execa', 'koffi', 'markdown-table', 'onnxruntime-node', 'zod'])
    t.ok(others.includes(`node_modules/${name}`), name);
  for (const name of ['tap', 'typescript', 'eslint', 'ioredis', 'yaml'])
    t.notOk(others.includes(`node_modules/${name}`), name);
  for (const place of others)
    t.ok(optional.includes(place) || existsSync(path.join(root, place, 'package.json')), place);
});

await t.test('of a package, what runs here, and its licence', async (t) => {
  const runtime = 'node_modules/onnxruntime-node';
  const carried = [
    '',
    'package.json',
    'bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'dist/index.js',
    'LICENSE.md',
  ];
  const left = [
    'bin/napi-v6/win32',
    'bin/napi-v6/darwin/arm64/x.node',
    'bin/napi-v6/linux/arm64',
    'README.md',
    'dist/index.d.ts',
  ];
  for (const file of carried) t.ok(isCarried(runtime, file), file);
  for (const file of left) t.notOk(isCarried(runtime, file), file);
  t.ok(isCarried('node_modules/echarts', 'core.js'));
  t.notOk(isCarried('node_modules/echarts', 'dist/echarts.js'));
  t.ok(isCarried('node_modules/zod', 'dist/index.js'), "another package's dist is its code");
});

await t.test('the program is all that it reaches, without what packs', async (t) => {
  const files = programFiles(root, 'tools/verify/gpu/main.ts');
  for (const file of ['tools/verify/gpu/checks.ts', 'tools/models/graph.ts', 'tools/process/interruption.ts'])
    t.ok(files.includes(file), file);
  t.notOk(
    files.some(
      (file) => file.includes('/pack/') || file.endsWith('.test.ts') || file.startsWith('packages/'),
    ),
  );
});

const skip = process.platform === 'win32' ? 'it is a script for sh' : false;

await t.test('the script runs the Node beside it, wherever it is called from', { skip }, async (t) => {
  const folder = t.testdir({
    bin: { node: '#!/bin/sh\necho "$@"\n' },
    'verify-gpu.sh': startScript('tools/main.ts'),
  });
  const { stdout } = await execa('sh', [path.join(folder, 'verify-gpu.sh'), '--unit', 'a b'], { cwd: '/' });
  t.equal(stdout, `--no-warnings ${folder}/tools/main.ts --unit a b`);
});

/** Where the engine cannot use koffi, onnxruntime-node runs the model, and the report says so. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findLibrary } from '@dumont/engines/manifests';
import { reportSchema } from '@dumont/protocol';
import { execa } from 'execa';
import t from 'tap';
import { encodeTinyModel } from '../../tools/models/tiny-model.ts';
import { copyPackages } from '../support/copy.ts';
import { QUICK } from '../support/tiny-model.ts';

const copy = await copyPackages(t.testdir({}));
// An empty package, nearer than the real one, which the runner itself goes on to use.
const koffi = path.join(copy, 'packages', 'engines', 'src', 'node_modules', 'koffi');
await mkdir(koffi, { recursive: true });
await writeFile(path.join(koffi, 'package.json'), '{ "name": "koffi" }');
await writeFile(path.join(copy, 'tiny.onnx'), encodeTinyModel());

function benchmark(...words: readonly string[]) {
  const main = path.join(copy, 'packages', 'runner', 'src', 'cli', 'main.ts');
  const command = ['--model', 'tiny.onnx', ...QUICK, '--format', 'json', ...words];
  return execa(process.execPath, ['--conditions=dumont-source', main, ...command], {
    cwd: copy,
    env: { DUMONT_DATA_DIR: path.join(copy, 'data') },
    reject: false,
  });
}

await t.test('without koffi onnxruntime-node is used, with a warning', async (t) => {
  const { exitCode, stdout } = await benchmark();
  t.equal(exitCode, 0);
  t.match(stdout, '"api": "node"');
  t.match(stdout, '"code": "RUNTIME_API_FALLBACK"');
  t.match(stdout, 'koffi, which calls it, does not load here');
});

await t.test('onnxruntime-node that was asked for is no fallback', async (t) => {
  const { exitCode, stdout } = await benchmark('--runtime-api', 'node');
  t.equal(exitCode, 0);
  t.match(stdout, '"api": "node"');
  const bytes = await readFile(findLibrary(null));
  const { engine } = reportSchema.parse(JSON.parse(stdout));
  t.strictSame(engine.library, {
    version: engine.version,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  t.notMatch(stdout, 'RUNTIME_API_FALLBACK');
});

await t.test('where the C API alone was asked for, it fails in words', async (t) => {
  const { exitCode, stdout, stderr } = await benchmark('--runtime-api', 'native');
  t.equal(exitCode, 11);
  t.match(stdout + stderr, /ONNX Runtime cannot be called by its C API: koffi/);
});

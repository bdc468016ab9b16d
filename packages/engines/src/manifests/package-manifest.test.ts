import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { enginesFor, manifestsFor, BUILT_IN_MANIFESTS, preferredUnitFor } from './index.ts';
import { readPackageManifest } from './package-manifest.ts';

const manifest = { name: 'acme', formats: ['mlmodel'], units: ['Neural Engine (CoreML)', 'CPU (ONNX)'] };

/** A package whose code leaves a file where it is run. @returns its root */
function writePackage(t: Test, description: object, folder = t.testdir()): string {
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  const code = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(path.join(folder, 'ran'))}, '');`;
  writeFileSync(path.join(folder, 'lib', 'main.js'), code);
  // As builds for two kinds of modules have it: it is not the package's own.
  writeFileSync(path.join(folder, 'lib', 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(description));
  return folder;
}

await t.test(
  'a manifest is read from a path, a link and an installed package, and no code is run',
  async (t) => {
    const root = t.testdir({ project: {}, node_modules: { acme: {} } });
    const installed = path.join(root, 'node_modules', 'acme');
    writePackage(t, { name: 'acme', exports: './lib/main.js', dumont: manifest }, installed);
    const code = path.join(installed, 'lib', 'main.js');
    t.strictSame(readPackageManifest(code), manifest);
    symlinkSync(code, path.join(root, 'project', 'engine.js'));
    t.strictSame(readPackageManifest(path.join(root, 'project', 'engine.js')), manifest);
    const before = process.cwd();
    process.chdir(path.join(root, 'project'));
    t.teardown(() => {
      process.chdir(before);
    });
    t.strictSame(readPackageManifest('acme'), manifest);
    t.strictSame(manifestsFor('acme', root), [manifest]);
    t.strictSame(manifestsFor('./node_modules/acme/lib/main.js', root), [manifest]);
    t.notOk(existsSync(path.join(installed, 'ran')));
  },
);

await t.test('one that says nothing of itself, or is not there, has none', async (t) => {
  const folder = writePackage(t, { name: 'acme' });
  const code = path.join(folder, 'lib', 'main.js');
  t.equal(readPackageManifest(code), null);
  t.equal(manifestsFor(code, folder), BUILT_IN_MANIFESTS);
  t.equal(readPackageManifest(path.join(folder, 'missing.js')), null);
  t.equal(readPackageManifest('no-such-engine'), null);
  t.equal(readPackageManifest('node:fs'), null);
});

await t.test('a wrong manifest is refused, and its field named', async (t) => {
  const wrong = {
    formats: { ...manifest, formats: ['tflite'] },
    units: { ...manifest, units: [] },
    name: { ...manifest, name: 'x'.repeat(65) },
    extra: { ...manifest, extra: true },
    sessionOptions: { ...manifest, sessionOptions: ['turbo'] },
  };
  for (const [field, dumont] of Object.entries(wrong)) {
    const code = path.join(writePackage(t, { name: 'acme', dumont }), 'lib', 'main.js');
    const refusal = {
      code: 'USAGE',
      message: new RegExp(`"dumont" in .*package\\.json, is wrong: .*${field}`),
    };
    t.throws(() => readPackageManifest(code), refusal, field);
  }
  const large = { name: 'acme', readme: ' '.repeat(2 ** 20) };
  const code = path.join(writePackage(t, large), 'lib', 'main.js');
  t.throws(() => readPackageManifest(code), { code: 'USAGE', message: /too large/ });
});

await t.test('where nobody names a unit, it is one of those that the manifests have', async (t) => {
  const code = path.join(writePackage(t, { name: 'acme', dumont: manifest }), 'lib', 'main.js');
  const manifests = manifestsFor(code, '/');
  t.equal(preferredUnitFor('mlmodel', manifests), 'CPU (ONNX)');
  t.equal(preferredUnitFor('onnx', manifests), 'CPU (ONNX)', 'it will say that it does not take the format');
  t.equal(preferredUnitFor('mlmodel'), 'CPU (CoreML)');
});

await t.test('every built-in engine with a unit on the platform is meant by no setting', async (t) => {
  const names = (platform: NodeJS.Platform) => enginesFor(null, '/', platform).map(({ name }) => name);
  t.strictSame(names('linux'), ['onnx']);
  t.strictSame(names('darwin'), ['onnx', 'coreml']);
  t.strictSame(enginesFor('acme', '/', 'darwin'), [{ name: 'acme', package: 'acme' }]);
});

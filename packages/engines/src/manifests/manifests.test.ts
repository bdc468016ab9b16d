import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import { COMPUTE_UNITS, MODEL_FORMATS } from '@dumont/protocol';
import {
  BUILT_IN_MANIFESTS,
  engineFor,
  engineManifestSchema,
  engineOfSetting,
  manifestFor,
  unitsForFormat,
} from './index.ts';

await t.test('every unit has its engine, and every format a unit', async (t) => {
  for (const { wire } of COMPUTE_UNITS) t.ok(manifestFor(wire).units.includes(wire), wire);
  for (const { name } of MODEL_FORMATS) t.ok(unitsForFormat(name).length > 0, name);
  t.equal(unitsForFormat('onnx')[0], 'CUDA (ONNX)');
  t.strictSame(unitsForFormat('mlmodel'), ['GPU (CoreML)', 'Neural Engine (CoreML)', 'CPU (CoreML)']);
  for (const manifest of BUILT_IN_MANIFESTS) t.strictSame(engineManifestSchema.parse(manifest), manifest);
});

await t.test('the order of manifests and of their units means nothing', async (t) => {
  const turned = BUILT_IN_MANIFESTS.toReversed().map(({ units, ...rest }) => ({
    ...rest,
    units: units.toReversed(),
  }));
  t.strictSame(unitsForFormat('onnx', turned), unitsForFormat('onnx'));
});

await t.test('an engine is a package, or a file as seen from the folder of the caller', async (t) => {
  const folder = path.resolve('/somewhere');
  const found = (text: string) => engineOfSetting(text, folder).package;
  t.equal(found('@org/engine'), '@org/engine');
  t.equal(found('acme-engine'), 'acme-engine');
  t.equal(found('./engine.mjs'), path.join(folder, 'engine.mjs'));
  t.equal(found('../engine.mjs'), path.resolve('/engine.mjs'));
  t.equal(found(path.resolve('/opt/engine.mjs')), path.resolve('/opt/engine.mjs'));
  t.strictSame(engineFor('CPU (ONNX)', null, folder), { name: 'onnx', package: null });
  t.strictSame(engineFor('CPU (ONNX)', 'acme', folder), { name: 'acme', package: 'acme' });
});

await t.test('no native library is loaded for them', async (t) => {
  const program = `await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    const { sharedObjects } = process.report.getReport();
    console.log(sharedObjects.filter((name) => /onnxruntime|\\.node$/.test(name)).length);`;
  const args = ['--conditions=dumont-source', '--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: {},
    timeout: 60_000,
  });
  t.equal(stdout.trim(), '0', stderr);
});

/** Models that coremltools wrote (tools/models/coreml/make.py), and damaged ones. */
import { cp, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { PbfWriter } from 'pbf';
import t from 'tap';
import { DumontError, formatOfName } from '@dumont/protocol';
import { readSpecification } from './read-model.ts';
import { tensorInfoOf } from './tensor-info.ts';

const MODELS = path.resolve(import.meta.dirname, '../../../../../tools/models/coreml');

const read = (file: string) =>
  readSpecification({ path: path.resolve(MODELS, file), format: formatOfName(file) ?? 'mlmodel' });

await t.test('a neural network: arrays of one shape, of several, and within bounds', async (t) => {
  const fixed = await read('network.mlmodel');
  t.match(fixed, { specificationVersion: 4, kind: 'neural network', states: [], defaultFunction: null });
  t.strictSame(fixed.inputs.map(tensorInfoOf), [{ name: 'x', dtype: 'float64', shape: [3] }]);
  const [enumerated] = (await read('enumerated.mlmodel')).inputs;
  t.match(enumerated?.type, {
    kind: 'array',
    flexibility: {
      kind: 'enumerated',
      shapes: [
        [1, 3],
        [2, 3],
        [4, 3],
      ],
    },
  });
  const { inputs } = await read('ranged.mlmodel');
  t.strictSame(inputs.map(tensorInfoOf), [
    { name: 'x', dtype: 'float64', shape: ['', ''], usualShape: [1, 3] },
  ]);
  t.match(inputs[0]?.type, {
    flexibility: {
      kind: 'ranged',
      sizes: [
        { least: 1, most: 8 },
        { least: 3, most: null },
      ],
    },
  });
});

await t.test('images, scalars, texts and maps', async (t) => {
  const image = await read('image.mlmodel');
  t.strictSame(image.inputs.map(tensorInfoOf), [{ name: 'x', dtype: 'uint8', shape: [4, 6, 3] }]);
  const classic = await read('classic.mlmodel');
  t.equal(classic.kind, 'classic');
  t.strictSame(
    classic.inputs.map(({ isOptional }) => isOptional),
    [false, true, false],
  );
  t.strictSame([...classic.inputs, ...classic.outputs].map(tensorInfoOf), [
    { name: 'count', dtype: 'int64', shape: [] },
    { name: 'ratio', dtype: 'float64', shape: [] },
    { name: 'words', dtype: 'float64', shape: [], container: 'map' },
    { name: 'label', dtype: 'string', shape: [] },
  ]);
});

await t.test('programs: packages, states and functions', async (t) => {
  const program = await read('program.mlpackage');
  t.match(program, { specificationVersion: 7, kind: 'program' });
  t.strictSame(program.inputs.map(tensorInfoOf), [{ name: 'x', dtype: 'float32', shape: [1, 8] }]);
  const stateful = await read('stateful.mlpackage');
  t.strictSame(stateful.states.map(tensorInfoOf), [{ name: 'total', dtype: 'float16', shape: [1, 4] }]);
  const { functions, defaultFunction, inputs } = await read('functions.mlpackage');
  t.strictSame(inputs, []);
  t.equal(defaultFunction, 'first');
  t.strictSame([...functions.keys()], ['first', 'second']);
  t.strictSame(functions.get('second')?.inputs.map(tensorInfoOf), [
    { name: 'x', dtype: 'float32', shape: [1, 8] },
  ]);
});

await t.test('weights of gigabytes are skipped', async (t) => {
  const file = path.join(t.testdir({}), 'large.mlmodel');
  const network = await readFile(path.join(MODELS, 'network.mlmodel'));
  const size = 5 * 2 ** 30;
  const writer = new PbfWriter();
  writer.writeVarint(303 * 8 + 2);
  writer.writeVarint(size);
  const head = Buffer.concat([network, writer.finish()]);
  const handle = await open(file, 'w');
  // A hole: it takes no room on the disk.
  await handle.write(head);
  await handle.truncate(head.length + size);
  await handle.close();
  t.match(await read(file), { kind: 'neural network', inputs: [{ name: 'x' }] });
});

const invalid = { code: 'MODEL_INVALID' };

await t.test('what is no model is told by what it is', async (t) => {
  const folder = t.testdir({
    'pointer.mlmodel': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n',
    'page.mlmodel': '<!DOCTYPE html><html></html>',
    'empty.mlmodel': '',
    'other.mlmodel': Buffer.from([8, 4]),
  });
  const of = (name: string) => read(path.join(folder, name));
  await t.rejects(of('pointer.mlmodel'), {
    ...invalid,
    message: /Git LFS, not the model: run "git lfs pull"/,
  });
  await t.rejects(of('page.mlmodel'), { ...invalid, message: /web page/ });
  await t.rejects(of('empty.mlmodel'), { ...invalid, message: /is empty/ });
  await t.rejects(of('other.mlmodel'), { ...invalid, message: /has no description/ });
  await t.rejects(of('none.mlmodel'), { code: 'MODEL_NOT_FOUND' });
  await t.rejects(read('compiled.mlmodelc'), {
    code: 'MODEL_UNSUPPORTED',
    message: /no metadata\.json.*made of/,
  });
});

await t.test('a package does not lead out of itself', async (t) => {
  const folder = t.testdir({});
  const model = path.join(folder, 'a.mlpackage');
  await cp(path.join(MODELS, 'program.mlpackage'), model, { recursive: true });
  const manifest = path.join(model, 'Manifest.json');
  const text = await readFile(manifest, 'utf8');
  for (const out of ['../../../network.mlmodel', '/etc/passwd', 'C:\\\\x', 'a\\\\..\\\\..\\\\b', '\\u0000']) {
    await writeFile(manifest, text.replace('com.apple.CoreML/model.mlmodel', out));
    await t.rejects(read(model), { ...invalid, message: /lead out of the package/ }, out);
  }
  await writeFile(manifest, text.replace(/("rootModelIdentifier": ")/, '$1x'));
  await t.rejects(read(model), { ...invalid, message: /names no file/ });
  await writeFile(manifest, '[');
  await t.rejects(read(model), { ...invalid, message: /not one of a CoreML package/ });
  await writeFile(manifest, ' '.repeat(2 ** 20 + 1));
  await t.rejects(read(model), { ...invalid, message: /too large/ });
  await rm(manifest);
  await t.rejects(read(model), { ...invalid, message: /no Manifest\.json that can be read/ });
  await writeFile(manifest, text);
  await t.resolves(read(model));
  await rm(path.join(model, 'Data/com.apple.CoreML/weights'), { recursive: true });
  await t.rejects(read(model), {
    ...invalid,
    message: /names "Data\/com\.apple\.CoreML\/weights", which is not there/,
  });
  await mkdir(path.join(model, 'Data/com.apple.CoreML/weights'));
  await t.resolves(read(model), 'an empty folder is one');
});

await t.test('damaged bytes end in an error of the catalogue', async (t) => {
  const file = path.join(t.testdir({}), 'damaged.mlmodel');
  const whole = await readFile(path.join(MODELS, 'ranged.mlmodel'));
  const place = fc.nat(whole.length - 1);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 4 }),
      place,
      async (changes, cut) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        await writeFile(file, bytes.subarray(0, whole.length - cut));
        await read(file).catch((error: unknown) => {
          if (!(error instanceof DumontError) || error.code !== 'MODEL_INVALID') throw error;
        });
      },
    ),
    { numRuns: 300 },
  );
});

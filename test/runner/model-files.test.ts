import {
  chownSync,
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readWeightPlaces } from '../../packages/runner/src/models/external-data.ts';
import type { ModelIdentity } from '../../packages/runner/src/models/identity.ts';
import { OpenModel, type Model } from '../../packages/runner/src/models/open-model.ts';
import { weightsIn, writeAddition } from './support/model-with-weights.ts';

const { signal } = new AbortController();

function locationsIn(file: string): string[] {
  const fd = openSync(file, 'r');
  try {
    return [...readWeightPlaces(fd).locations];
  } finally {
    closeSync(fd);
  }
}

async function filesOf(model: Model): Promise<string[]> {
  const opened = await OpenModel.open(model, signal);
  try {
    await opened.openWeights('checked', signal);
    return opened.files.map((file) => file.path);
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

await t.test('a model is read as protobuf reads it', (t) => {
  t.testdir({});
  const file = writeAddition(t, { initializers: [weightsIn('weights.bin')] });
  const model = readFileSync(file);
  const graph = model.indexOf(0x3a);
  const groups = (count: number) => [...repeated(count, [0xa3, 0x06]), ...repeated(count, [0xa4, 0x06])];
  const odd = {
    'an unknown group in front': [Buffer.from(groups(1)), model],
    'groups within groups': [Buffer.from(groups(90)), model],
    'a tag with bits above 32': [
      model.subarray(0, graph),
      Buffer.from([0xba, 0x80, 0x80, 0x80, 0x10]),
      model.subarray(graph + 1),
    ],
  };
  for (const [what, parts] of Object.entries(odd)) {
    writeFileSync(file, Buffer.concat(parts));
    t.same(locationsIn(file), ['weights.bin'], what);
  }
  t.end();
});

function repeated(count: number, bytes: readonly number[]): number[] {
  return Array.from({ length: count }, () => bytes).flat();
}

await t.test('locations are found wherever a tensor can be', async (t) => {
  t.testdir({});
  const graph = { nodes: [], outputs: [], initializers: [weightsIn('in-subgraph')] };
  const file = writeAddition(t, {
    nodes: [
      {
        opType: 'If',
        inputs: ['c'],
        outputs: ['y'],
        attributes: { then_branch: { graph }, value: { tensor: weightsIn('in-attribute') } },
      },
    ],
    initializers: [
      weightsIn('one'),
      weightsIn('one', 'v'),
      {
        name: 'big',
        elementType: 'uint8',
        dims: [300_000],
        content: { raw: new Uint8Array(300_000).fill(0x6a) },
      },
      weightsIn('last'),
    ],
  });
  t.same(locationsIn(file).sort(), ['in-attribute', 'in-subgraph', 'last', 'one']);
});

await t.test('what is no model names nothing', async (t) => {
  const folder = t.testdir({
    'text.onnx': 'no model at all',
    'empty.onnx': '',
    'long.onnx': Buffer.alloc(100_000, 0xff),
  });
  for (const name of ['text.onnx', 'empty.onnx', 'long.onnx'])
    t.same(locationsIn(path.join(folder, name)), []);
});

await t.test('a model’s own weights come with it', async (t) => {
  const folder = t.testdir({ 'weights.bin': 'abcd', inner: { 'more.bin': 'abcd' }, 'other.onnx': 'x' });
  const file = writeAddition(t, {
    initializers: [weightsIn('weights.bin'), weightsIn('inner/more.bin', 'v'), weightsIn('absent.bin', 'u')],
  });
  const files = await filesOf({ path: file, format: 'onnx' });
  t.same(files, [file, path.join(folder, 'weights.bin'), path.join(folder, 'inner/more.bin')]);
  await t.rejects(
    filesOf({ path: file, format: 'onnx', standsAlone: true }),
    { code: 'MODEL_INVALID', message: /"weights\.bin", and a downloaded model stands alone/ },
    'what lies beside a download is not its own',
  );
});

await t.test('weights that are not its own are refused', async (t) => {
  const folder = t.testdir({ 'secret.txt': 'abcd', model: { inner: {}, 'plain.bin': 'abcd' } });
  const home = path.join(folder, 'model');
  symlinkSync('../secret.txt', path.join(home, 'symbolic.bin'));
  symlinkSync('symbolic.bin', path.join(home, 'twice.bin'));
  symlinkSync('nowhere', path.join(home, 'dangling.bin'));
  symlinkSync('..', path.join(home, 'up'));
  linkSync(path.join(folder, 'secret.txt'), path.join(home, 'linked.bin'));
  const flag = `--allow-data-folder ${realpathSync(folder)}\\.$`;
  const cases = [
    ['../secret.txt', /lies outside the model's folder.*escapes model directory/],
    [path.join(folder, 'secret.txt'), /lies outside the model's folder/],
    ['inner/../../secret.txt', /lies outside the model's folder/],
    ['symbolic.bin', new RegExp(`symbolic link out of the model's folder.*${flag}`)],
    ['twice.bin', /symbolic link out of the model's folder/],
    ['up/secret.txt', /symbolic link out of the model's folder/],
    ['dangling.bin', /symbolic link to nothing/],
    ['linked.bin', /hard link \(2 names.*--allow-data-folder/],
    ['inner', /not a regular file/],
  ] as const;
  for (const [location, message] of cases) {
    const file = writeAddition(t, { initializers: [weightsIn(location)] }, 'model');
    const model: Model = { path: file, format: 'onnx' };
    await t.rejects(filesOf(model), { code: 'MODEL_INVALID', message }, location);
    // What the runtime itself refuses stays refused, as does what leads out of the folder that was allowed.
    const allowed = { ...model, dataFolders: [path.join(home, 'inner')] };
    await t.rejects(filesOf(allowed), { code: 'MODEL_INVALID', message }, location);
  }
});

await t.test('links are followed as stores make them, and below folders that are allowed', async (t) => {
  const folder = t.testdir({ blobs: { w: 'abcd' }, snapshot: {}, elsewhere: { w: 'abcd' } });
  const snapshot = path.join(folder, 'snapshot');
  renameSync(writeAddition(t, { initializers: [weightsIn('w.bin')] }), path.join(folder, 'blobs', 'graph'));
  const file = path.join(snapshot, 'model.onnx');
  const weights = path.join(snapshot, 'w.bin');
  const relink = (target: string): void => {
    rmSync(weights, { force: true });
    symlinkSync(target, weights);
  };
  symlinkSync('../blobs/graph', file);
  relink('../blobs/w');
  t.same(await filesOf({ path: file, format: 'onnx' }), [file, weights], 'both into one folder');
  relink('../elsewhere/w');
  await t.rejects(filesOf({ path: file, format: 'onnx' }), { code: 'MODEL_INVALID' });
  const allowed: Model = { path: file, format: 'onnx', dataFolders: [path.join(folder, 'elsewhere')] };
  t.same(await filesOf(allowed), [file, weights]);
  linkSync(path.join(folder, 'elsewhere', 'w'), path.join(folder, 'elsewhere', 'w2'));
  t.same(await filesOf(allowed), [file, weights], 'a second name of what was allowed');
});

await t.test('a hard link is a file of the model where its own file is one too', async (t) => {
  const folder = t.testdir({ store: { w: 'abcd' } });
  const file = writeAddition(t, { initializers: [weightsIn('w.bin')] });
  linkSync(path.join(folder, 'store', 'w'), path.join(folder, 'w.bin'));
  await t.rejects(filesOf({ path: file, format: 'onnx' }), { code: 'MODEL_INVALID', message: /hard link/ });
  linkSync(file, path.join(folder, 'store', 'graph'));
  t.same(await filesOf({ path: file, format: 'onnx' }), [file, path.join(folder, 'w.bin')]);
  if (process.getuid?.() !== 0) return;
  chownSync(path.join(folder, 'w.bin'), 12_345, 12_345);
  await t.rejects(
    filesOf({ path: file, format: 'onnx' }),
    { code: 'MODEL_INVALID', message: /hard link/ },
    'of another user',
  );
});

await t.test('a model is known by all its bytes, whatever its own file is called', async (t) => {
  const identify = async (weights: string, name = 'model.onnx'): Promise<ModelIdentity | null> => {
    const folder = t.testdir({ 'w.bin': weights });
    const file = path.join(folder, name);
    renameSync(writeAddition(t, { initializers: [weightsIn('w.bin'), weightsIn('./w.bin', 'v')] }), file);
    const opened = await OpenModel.open({ path: file, format: 'onnx' }, signal);
    await opened.openWeights('checked', signal);
    await opened[Symbol.asyncDispose]();
    return opened.identity;
  };
  const [one, other, renamed] = [
    await identify('abcd'),
    await identify('abce'),
    await identify('abcd', 'm.onnx'),
  ];
  t.equal(one?.sha256, other?.sha256, 'the graph is the same');
  t.not(one?.digest, other?.digest, 'the weights are not');
  t.equal(one?.digest, renamed?.digest);
  t.same(
    one?.files.map(({ name }) => name),
    ['model.onnx', 'w.bin'],
    'one file that is named twice is one',
  );
  t.equal(one?.bytes, (one?.files[0]?.bytes ?? 0) + 4);
});

import { closeSync, linkSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { readExternalLocations } from '../../packages/runner/src/models/external-data.ts';
import { OpenModel, type Model } from '../../packages/runner/src/models/open-model.ts';
import { weightsIn, writeAddition } from './support/model-with-weights.ts';

const { signal } = new AbortController();

function locationsIn(file: string): string[] {
  const fd = openSync(file, 'r');
  try {
    return readExternalLocations(fd);
  } finally {
    closeSync(fd);
  }
}

async function filesOf(model: Model): Promise<string[]> {
  const opened = await OpenModel.open(model, signal);
  try {
    await opened.openWeights('refused', signal);
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
  const folder = t.testdir({ 'secret.txt': 'abcd', model: {}, 'hard.bin': '' });
  symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'symbolic.bin'));
  linkSync(path.join(folder, 'secret.txt'), path.join(folder, 'linked.bin'));
  const cases = [
    ['../x', /lies outside the model's folder/],
    [path.join(folder, 'secret.txt'), /lies outside the model's folder/],
    ['model/../../x', /lies outside the model's folder/],
    ['symbolic.bin', /symbolic link/],
    ['linked.bin', /hard link \(2 names/],
    ['model', /not a regular file/],
  ] as const;
  for (const [location, message] of cases) {
    const file = writeAddition(t, { initializers: [weightsIn(location)] });
    await t.rejects(filesOf({ path: file, format: 'onnx' }), { code: 'MODEL_INVALID', message }, location);
  }
});

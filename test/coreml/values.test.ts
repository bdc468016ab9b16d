/** Every kind of value on the fake of CoreML: what goes in, and what comes out. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PbfWriter } from 'pbf';
import type { Tensor } from '@dumont/engines';
import { GPU, modelFile, runTwice, skip, testEngine } from './fake.ts';

if (skip !== false) process.stderr.write(`Tests on a fake of CoreML are skipped: ${skip}.\n`);

await testEngine('a state is kept from run to run, in float16', async (t, { engine }) => {
  const session = await engine.load(modelFile('stateful.mlpackage'), GPU);
  const bound = session.bind({
    x: { dtype: 'float16', shape: [1, 4], data: Uint16Array.of(0x3c00, 0, 0x4000, 0xc000) },
  });
  await bound.run();
  t.match(bound.readOutputs(await bound.run()), {
    y: { dtype: 'float16', shape: [1, 4], data: [0x4000, 0, 0x4400, 0xc400] },
  });
  await session[Symbol.asyncDispose]();
});

/** CoreML's own tools write no model of it: its messages, field by field. */
function encodeInt8Model(): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 9);
  const feature = (name: string, to: PbfWriter) => {
    to.writeStringField(1, name);
    to.writeMessage(
      3,
      (_: null, type) => {
        type.writeMessage(
          5,
          (__: null, array) => {
            array.writePackedVarint(1, [2, 3]);
            array.writeVarintField(2, 131_080);
          },
          null,
        );
      },
      null,
    );
  };
  pbf.writeMessage(
    2,
    (_: null, description) => {
      description.writeMessage(1, feature, 'x');
      description.writeMessage(10, feature, 'y');
    },
    null,
  );
  return pbf.finish();
}

await testEngine('int8', async (t, { engine }) => {
  const file = path.join(t.testdir({}), 'int8.mlmodel');
  await writeFile(file, encodeInt8Model());
  const session = await engine.load({ path: file, format: 'mlmodel' }, GPU);
  const bound = session.bind({
    x: { dtype: 'int8', shape: [2, 3], data: Int8Array.of(1, -2, 3, 4, 5, -60) },
  });
  t.match(bound.readOutputs(await bound.run()), { y: { dtype: 'int8', data: [2, -4, 6, 8, 10, -120] } });
  await session[Symbol.asyncDispose]();
});

await testEngine(
  'an image goes in as blue, green, red, by rows that are padded',
  async (t, { engine, log }) => {
    const session = await engine.load(modelFile('image.mlmodel'), GPU);
    const data = Uint8Array.from({ length: 4 * 6 * 3 }, (_, at) => at);
    const bound = session.bind({ x: { dtype: 'uint8', shape: [4, 6, 3], data } });
    await bound.run();
    t.ok(log().includes('pixel 6 4 2 1 0 255'));
    await session[Symbol.asyncDispose]();
  },
);

await testEngine('images of several sizes, and what comes out as one', async (t, { engine }) => {
  const gray = await engine.load(modelFile('gray.mlmodel'), GPU);
  t.strictSame(gray.inputs, [{ name: 'x', dtype: 'uint8', shape: ['', ''], usualShape: [4, 6] }]);
  const of = (height: number, width: number) => {
    const data = Uint8Array.from({ length: height * width }, (_, at) => at);
    return { x: { dtype: 'uint8', shape: [height, width], data } } as const;
  };
  for (const feeds of [of(4, 6), of(8, 12)]) {
    const bound = gray.bind(feeds);
    t.strictSame(
      bound.readOutputs(await bound.run()),
      { y: feeds.x },
      'rows are padded, and the padding is not read',
    );
  }
  await gray[Symbol.asyncDispose]();
  const color = await engine.load(modelFile('resizable.mlmodel'), GPU);
  t.strictSame(color.inputs, [{ name: 'x', dtype: 'uint8', shape: ['', '', 3], usualShape: [4, 6, 3] }]);
  await color[Symbol.asyncDispose]();
});

await testEngine('a pipeline, and a program with a branch', async (t, { engine }) => {
  for (const file of ['pipeline.mlmodel', 'branch.mlpackage']) {
    const { outputs } = await runTwice(engine, file);
    t.strictSame(Object.keys(outputs), ['y'], file);
  }
});

await testEngine('dictionaries and sequences go in and come out', async (t, { engine, log }) => {
  const session = await engine.load(modelFile('containers.mlmodel'), GPU);
  t.strictSame(session.inputs, [
    { name: 'texts', dtype: 'string', shape: [], container: 'sequence' },
    { name: 'tokens', dtype: 'int64', shape: [], container: 'sequence' },
    { name: 'words', dtype: 'float64', shape: [], container: 'map' },
  ]);
  t.strictSame(session.notFetched, []);
  const text = (value: string): Tensor => ({ dtype: 'string', shape: [], data: [value] });
  const number = (value: bigint): Tensor => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(value) });
  const words = (keys: string[], data: number[]) => ({
    keys: { dtype: 'string', shape: [keys.length], data: keys } as const,
    values: { dtype: 'float64', shape: [data.length], data: Float64Array.from(data) } as const,
  });
  const feeds = {
    texts: { elements: [text('one'), text('ünï')] },
    tokens: { elements: [number(2n ** 40n), number(-1n)] },
    words: words(['b', 'ä', 'a'], [0.25, 3, -1]),
  };
  const bound = session.bind(feeds);
  t.strictSame(bound.readOutputs(await bound.run()), {
    texts: { elements: [text('ünï'), text('code')] },
    tokens: { elements: [number(3n), number(-4n)] },
    words: words(['a', 'b', 'ä'], [-2, 0.5, 6]),
  });
  t.ok(log().includes('tokens 1099511627776 -1'));
  t.ok(log().includes('texts one ünï'));
  const refused = [
    { ...feeds, words: text('one') },
    { ...feeds, words: words(['a', 'b'], [1]) },
    { ...feeds, words: { ...words([], []), keys: { ...number(1n), shape: [1] } } },
    { ...feeds, tokens: { elements: [text('one')] } },
    { ...feeds, texts: text('one') },
  ];
  for (const [index, wrong] of refused.entries())
    t.throws(() => session.bind(wrong), { code: 'INFERENCE_FAILED', message: /takes a/ }, String(index));
  await session[Symbol.asyncDispose]();
});

await testEngine('a dictionary by numbers is read by ascending key', async (t, { engine }) => {
  const { outputs } = await runTwice(engine, 'chances.mlmodel');
  t.match(outputs, { chances: { keys: { dtype: 'int64', data: [-7] }, values: { data: [0.5] } } });
});

await testEngine(
  'scalars and texts; another value than a dictionary is refused in words',
  async (t, { engine, log }) => {
    const session = await engine.load(modelFile('classic.mlmodel'), GPU);
    t.strictSame(
      session.inputs.map(({ name }) => name),
      ['count', 'words'],
      'what is optional is left out',
    );
    const count = { dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 40n)) } as const;
    t.throws(() => session.bind({ count, words: count }), {
      code: 'INFERENCE_FAILED',
      message: /input words takes a dictionary by string/,
    });
    await session[Symbol.asyncDispose]();
    t.ok(log().length > 0);
  },
);

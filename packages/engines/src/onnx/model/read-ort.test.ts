import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readOnnxModel } from './read-model.ts';

/** The smallest file that there is: a session with a model with a graph, all of them empty. */
function emptyModel(): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32LE(16, 0);
  bytes.write('ORTM', 4, 'latin1');
  // The session, whose second field is its model; the list of its fields lies before it.
  bytes.writeUInt16LE(8, 8);
  bytes.writeUInt16LE(8, 10);
  bytes.writeUInt16LE(0, 12);
  bytes.writeUInt16LE(4, 14);
  bytes.writeInt32LE(8, 16);
  bytes.writeUInt32LE(44 - 20, 20);
  // The model, whose eighth field is its graph.
  bytes.writeUInt16LE(20, 24);
  bytes.writeUInt16LE(8, 26);
  bytes.writeUInt16LE(4, 42);
  bytes.writeInt32LE(44 - 24, 44);
  bytes.writeUInt32LE(56 - 48, 48);
  // The graph.
  bytes.writeUInt16LE(4, 52);
  bytes.writeUInt16LE(4, 54);
  bytes.writeInt32LE(4, 56);
  return bytes;
}

await t.test('what is left out is empty', async (t) => {
  const path = join(t.testdir({}), 'model.ort');
  await writeFile(path, emptyModel());
  t.strictSame(readOnnxModel(path, 'ort'), {
    irVersion: null,
    producer: { name: '', version: '' },
    opsets: new Map(),
    metadata: new Map(),
    functions: [],
    graph: { nodes: [], initializers: [], inputs: [], outputs: [], values: [] },
  });
});

await t.test('a damaged one is no model, wherever it is cut or changed', async (t) => {
  const path = join(t.testdir({}), 'model.ort');
  const whole = emptyModel();
  for (let length = 0; length < 60; length++) {
    await writeFile(path, whole.subarray(0, length));
    t.equal(readOnnxModel(path, 'ort'), null, `cut at ${length}`);
  }
  for (let at = 0; at < whole.length; at++) {
    for (const byte of [0xff, 0x7f, 0x01]) {
      const damaged = Buffer.from(whole);
      damaged[at] = byte;
      await writeFile(path, damaged);
      t.doesNotThrow(() => readOnnxModel(path, 'ort'), `${byte} at ${at}`);
    }
  }
});

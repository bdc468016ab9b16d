import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { subnormalShare } from './subnormal-weights.ts';

const SUBNORMAL = 1e-40;

function openFloats(t: Test, name: string, floats: Float32Array): { fd: number; bytes: number } {
  const file = path.join(t.testdirName, name);
  writeFileSync(file, floats);
  const fd = openSync(file, 'r');
  t.teardown(() => {
    closeSync(fd);
  });
  return { fd, bytes: fstatSync(fd).size };
}

/** So many, of which the first so many are subnormal. */
function floats(count: number, subnormal: number): Float32Array {
  return new Float32Array(count).fill(0.5).fill(SUBNORMAL, 0, subnormal);
}

await t.test('the share of all weights, wherever they lie', async (t) => {
  t.testdir();
  const own = openFloats(t, 'model.onnx', floats(1000, 250));
  const weights = openFloats(t, 'weights', floats(3000, 0));
  const files = new Map([
    [null, own],
    ['weights', weights],
  ]);
  const inModel = { location: null, offset: 0, length: 4000 };
  t.equal(await subnormalShare([inModel], files), 0.25);
  t.equal(await subnormalShare([inModel, { location: 'weights', offset: 0, length: null }], files), 0.0625);
  t.equal(
    await subnormalShare([{ location: null, offset: 1000, length: 4000 }], files),
    0,
    'to the file’s end',
  );
  t.equal(await subnormalShare([{ location: null, offset: 9000, length: 4 }], files), 0, 'past its end');
  t.equal(await subnormalShare([{ location: 'none', offset: 0, length: 4 }], files), 0);
  t.equal(await subnormalShare([], files), 0);
});

await t.test('zeros, infinities and numbers of any sign are told apart', async (t) => {
  t.testdir();
  const values = [0, -0, Infinity, -Infinity, NaN, 1.1754943508222875e-38, 1.1754942e-38, -SUBNORMAL];
  const file = openFloats(t, 'model.onnx', Float32Array.from(values));
  t.equal(
    await subnormalShare([{ location: null, offset: 0, length: null }], new Map([[null, file]])),
    2 / 8,
  );
});

await t.test('a large tensor is looked at in pieces all over it', async (t) => {
  t.testdir();
  const count = 4 * 2 ** 20;
  const file = openFloats(t, 'model.onnx', floats(count, count / 4));
  const share = await subnormalShare([{ location: null, offset: 0, length: null }], new Map([[null, file]]));
  t.ok(Math.abs(share - 0.25) < 0.01, String(share));
});

import t from 'tap';
import {
  COMPUTE_UNITS,
  computeUnitRow,
  computeUnitSchema,
  parseComputeUnit,
  providerFor,
  unitsForFormat,
} from './compute-unit.ts';

await t.test('every unit is found by either name, in any case', async (t) => {
  for (const { wire, short } of COMPUTE_UNITS) {
    for (const text of [wire, wire.toUpperCase(), short, ` ${short.toUpperCase()} `]) {
      t.equal(parseComputeUnit(text), wire, text);
    }
    t.equal(computeUnitSchema.parse(wire), wire);
    t.equal(computeUnitRow(wire).short, short);
  }
});

await t.test('no name stands for two units', async (t) => {
  const names = COMPUTE_UNITS.flatMap(({ wire, short }) => [wire.toLowerCase(), short]);
  t.equal(new Set(names).size, names.length);
});

await t.test('there is no unit of another name', async (t) => {
  for (const text of ['', 'CUDA', 'CPU', 'cpu (onnx', 'TPU']) {
    const unit = parseComputeUnit(text);
    if (text === 'CPU') t.equal(unit, 'CPU (ONNX)');
    else t.equal(unit, undefined, text);
  }
  t.notOk(computeUnitSchema.safeParse('cpu').success, 'only the wire string goes over the wire');
  // @ts-expect-error: a name that arrived by a way around the types
  t.throws(() => computeUnitRow('TPU'), RangeError);
});

await t.test('the provider depends on the platform where it must', async (t) => {
  t.equal(providerFor('CPU (ONNX)', 'linux'), 'cpu');
  t.equal(providerFor('GPU (ONNX)', 'linux'), 'cuda');
  t.equal(providerFor('GPU (ONNX)', 'win32'), 'dml');
  t.equal(providerFor('GPU (ONNX)', 'darwin'), undefined);
});

await t.test('a format runs on its own engine’s units only', async (t) => {
  t.ok(unitsForFormat('onnx').includes('CPU (ONNX)'));
  t.strictSame(unitsForFormat('mlmodel'), ['GPU (CoreML)', 'Neural Engine (CoreML)']);
  t.strictSame(unitsForFormat('mlpackage'), unitsForFormat('mlmodel'));
});

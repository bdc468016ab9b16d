import fc from 'fast-check';
import t from 'tap';
import {
  byRank,
  COMPUTE_UNITS,
  computeUnitRow,
  computeUnitSchema,
  cpuUnitBeside,
  parseComputeUnit,
  isAccelerator,
  isSarksUnit,
  providersFor,
  unitsOfEngine,
} from './compute-units.ts';

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
  for (const text of ['', 'NVIDIA', 'CPU', 'cpu (onnx', 'TPU']) {
    const unit = parseComputeUnit(text);
    if (text === 'CPU') t.equal(unit, 'CPU (ONNX)');
    else t.equal(unit, undefined, text);
  }
  t.notOk(computeUnitSchema.safeParse('cpu').success, 'only the wire string goes over the wire');
  // @ts-expect-error: a name that arrived by a way around the types
  t.throws(() => computeUnitRow('TPU'), RangeError);
});

await t.test('which providers may run it depends on the platform', async (t) => {
  t.strictSame(providersFor('CPU (ONNX)', 'linux'), ['cpu']);
  t.strictSame(providersFor('GPU (ONNX)', 'linux'), ['cuda', 'migraphx', 'webgpu']);
  t.strictSame(providersFor('GPU (ONNX)', 'win32'), ['cuda', 'dml', 'webgpu']);
  t.strictSame(providersFor('GPU (ONNX)', 'darwin'), ['webgpu']);
  t.strictSame(providersFor('Neural Engine (CoreML)', 'darwin'), ['coreml']);
  t.strictSame(providersFor('Neural Engine (CoreML)', 'linux'), []);
  t.strictSame(providersFor('DirectML (ONNX)', 'linux'), []);
});

await t.test('units of exact providers are our own, the others are those of SARK', async (t) => {
  t.strictSame(COMPUTE_UNITS.map(({ wire }) => wire).filter(isSarksUnit), [
    'CPU (ONNX)',
    'GPU (ONNX)',
    'DirectML (ONNX)',
    'OpenVINO (ONNX)',
    'GPU (CoreML)',
    'Neural Engine (CoreML)',
  ]);
});

await t.test('preference is a rank, never the order of rows', async (t) => {
  const ranks = COMPUTE_UNITS.map((unit) => unit.rank);
  t.equal(new Set(ranks).size, ranks.length, 'no two have the same');
  const units = COMPUTE_UNITS.map((unit) => unit.wire);
  const inOrder = byRank(units);
  t.strictSame(inOrder.slice(0, 4), ['CUDA (ONNX)', 'MIGraphX (ONNX)', 'DirectML (ONNX)', 'CPU (ONNX)']);
  fc.assert(
    fc.property(fc.shuffledSubarray(units, { minLength: units.length }), (shuffled) => {
      t.strictSame(byRank(shuffled), inOrder);
    }),
  );
  t.strictSame([...unitsOfEngine('onnx'), ...unitsOfEngine('coreml')], inOrder);
});

await t.test('whatever is not the CPU is an accelerator', async (t) => {
  t.notOk(isAccelerator('CPU (ONNX)'));
  t.ok(isAccelerator('GPU (ONNX)'));
  t.ok(isAccelerator('Neural Engine (CoreML)'));
  t.notOk(isAccelerator('CPU (CoreML)'));
  t.equal(cpuUnitBeside('Neural Engine (CoreML)'), 'CPU (CoreML)');
  t.equal(cpuUnitBeside('GPU (ONNX)'), 'CPU (ONNX)');
});

import t from 'tap';
import { availableUnits, namedUnit, preferredUnit } from './units.ts';

await t.test('the units that ran, as far as Dumont knows them', async (t) => {
  const probes = [
    { unit: 'CPU (ONNX)', available: true, reason: null },
    { unit: 'GPU (ONNX)', available: false, reason: 'no driver' },
    { unit: 'Abacus', available: true, reason: null },
    { unit: 'CUDA (ONNX)', available: true, reason: null },
  ];
  t.same(availableUnits(probes), ['CPU (ONNX)'], 'those of dumont-runner alone are not announced');
  const both = ['GPU (ONNX)', 'CPU (ONNX)'].map((unit) => ({ unit, available: true, reason: null }));
  t.same(
    availableUnits(both),
    ['CPU (ONNX)', 'GPU (ONNX)'],
    'the preferred first, whatever the order of the probes',
  );
});

await t.test('a job runs on the unit it names, in short or in full, and on no other', async (t) => {
  t.equal(namedUnit('CPU (ONNX)', ['GPU (ONNX)', 'CPU (ONNX)']), 'CPU (ONNX)');
  t.equal(namedUnit('CPU', ['GPU (ONNX)', 'CPU (ONNX)']), 'CPU (ONNX)');
  t.throws(() => namedUnit('GPU (ONNX)', ['CPU (ONNX)']), {
    code: 'UNIT_UNAVAILABLE',
    message: /cannot run GPU \(ONNX\). This machine can run: CPU \(ONNX\)/,
  });
  t.throws(() => namedUnit('CUDA (ONNX)', ['GPU (ONNX)']), {
    code: 'UNIT_UNAVAILABLE',
    message: /No job can name CUDA \(ONNX\).* can run: GPU \(ONNX\)/,
  });
  t.throws(() => namedUnit('Abacus', ['CPU (ONNX)']), { code: 'UNIT_UNAVAILABLE', message: /"Abacus"/ });
});

await t.test('without a name it is the preferred one for the format', async (t) => {
  t.equal(preferredUnit('onnx', ['GPU (ONNX)', 'CPU (ONNX)'], null), 'CPU (ONNX)');
  t.throws(() => preferredUnit('mlmodel', ['CPU (ONNX)'], null), { code: 'UNIT_UNAVAILABLE' });
  t.throws(() => preferredUnit('onnx', [], null), { message: /can run: none/ });
});

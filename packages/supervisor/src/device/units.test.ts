import t from 'tap';
import { availableUnits, chooseUnit, enginesOf, probeUnits } from './units.ts';

await t.test('the units that ran, as far as Dumont knows them', async (t) => {
  const probes = [
    { unit: 'CPU (ONNX)', available: true, reason: null },
    { unit: 'GPU (ONNX)', available: false, reason: 'no driver' },
    { unit: 'Abacus', available: true, reason: null },
  ];
  t.same(availableUnits(probes), ['CPU (ONNX)']);
});

await t.test('a job runs on the unit it names, in short or in full, and on no other', async (t) => {
  t.equal(chooseUnit('CPU (ONNX)', 'onnx', ['GPU (ONNX)', 'CPU (ONNX)']), 'CPU (ONNX)');
  t.equal(chooseUnit('CPU', 'onnx', ['GPU (ONNX)', 'CPU (ONNX)']), 'CPU (ONNX)');
  t.throws(() => chooseUnit('GPU (ONNX)', 'onnx', ['CPU (ONNX)']), {
    code: 'UNIT_UNAVAILABLE',
    message: /cannot run GPU \(ONNX\). It can run: CPU \(ONNX\)/,
  });
  t.throws(() => chooseUnit('Abacus', 'onnx', ['CPU (ONNX)']), {
    code: 'UNIT_UNAVAILABLE',
    message: /"Abacus"/,
  });
});

await t.test('without a name it is the best one for the format', async (t) => {
  t.equal(chooseUnit(null, 'onnx', ['WebGPU (ONNX)', 'CPU (ONNX)']), 'CPU (ONNX)');
  t.throws(() => chooseUnit(null, 'mlmodel', ['CPU (ONNX)']), { code: 'UNIT_UNAVAILABLE' });
  t.throws(() => chooseUnit(null, 'onnx', []), { message: /can run: none/ });
});

await t.test('a probe that fails is a unit that does not run', async (t) => {
  const [probe] = await probeUnits(enginesOf('/no/such/engine.js'), new AbortController().signal);
  t.match(probe, { available: false, reason: /does not load|no engine package|Cannot find/ });
});

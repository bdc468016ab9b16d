import t from 'tap';
import { describeUnit } from './info.ts';

await t.test('a unit that runs and that no orchestrator knows is told apart', (t) => {
  t.equal(describeUnit({ unit: 'CPU (ONNX)', available: true, reason: null }), 'runs');
  t.match(describeUnit({ unit: 'WebGPU (ONNX)', available: true, reason: null }), /^runs, .*not announced$/);
  t.equal(describeUnit({ unit: 'GPU (ONNX)', available: false, reason: 'none' }), 'does not run');
  t.end();
});

import t from 'tap';
import { wrongBeliefs } from './beliefs.ts';

await t.test('an old name and old compute units are told, the order of units is not', async (t) => {
  const believed = { device_name: 'old', capabilities: ['CPU (ONNX)', 'GPU (ONNX)'] };
  t.same(wrongBeliefs(believed, { device_name: 'new', capabilities: ['CPU (ONNX)'] }), [
    'it calls the worker "old", not "new"',
    'it has CPU (ONNX), GPU (ONNX) for its compute units, not CPU (ONNX)',
  ]);
  t.same(wrongBeliefs(believed, { device_name: 'old', capabilities: [] }), [
    'it has CPU (ONNX), GPU (ONNX) for its compute units, not none',
  ]);
  t.same(wrongBeliefs(believed, { device_name: 'old', capabilities: ['GPU (ONNX)', 'CPU (ONNX)'] }), []);
});

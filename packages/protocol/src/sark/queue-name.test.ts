import fc from 'fast-check';
import t from 'tap';
import { COMPUTE_UNITS } from '../units/compute-units.ts';
import { capabilityQueue, queuesInOrder, RESULTS_QUEUE, retryQueue, workerQueue } from './queue-name.ts';

await t.test('names are those of the orchestrator', async (t) => {
  t.equal(workerQueue('worker-0a1b2c3d4e5f'), 'jobs:worker-0a1b2c3d4e5f');
  t.equal(capabilityQueue('CPU (ONNX)'), 'jobs:capability:cpu_onnx');
  t.equal(capabilityQueue('Neural Engine (CoreML)'), 'jobs:capability:neural_engine_coreml');
  t.equal(retryQueue('CPU (ONNX)'), 'jobs:capability:CPU (ONNX)');
  t.equal(RESULTS_QUEUE, 'results');
});

await t.test('no two compute units share a queue', async (t) => {
  const names = COMPUTE_UNITS.map(({ wire }) => capabilityQueue(wire));
  t.equal(new Set(names).size, COMPUTE_UNITS.length);
});

await t.test('the worker’s own queue comes first, then each capability in both spellings', async (t) => {
  t.strictSame(queuesInOrder('w', ['GPU (ONNX)', 'CPU (ONNX)']), [
    'jobs:w',
    'jobs:capability:gpu_onnx',
    'jobs:capability:GPU (ONNX)',
    'jobs:capability:cpu_onnx',
    'jobs:capability:CPU (ONNX)',
  ]);
});

await t.test('no queue is served twice, and normalising is done once and for all', async () => {
  const units = fc.array(fc.constantFrom('cpu', 'CPU', 'CPU (ONNX)', 'cpu_onnx', 'GPU (CoreML)'));
  fc.assert(
    fc.property(units, (capabilities) => {
      const queues = queuesInOrder('w', capabilities);
      return new Set(queues).size === queues.length;
    }),
  );
  fc.assert(
    fc.property(fc.string(), (unit) => {
      const name = capabilityQueue(unit);
      return (
        !/[ ()A-Z]/.test(name.slice('jobs:capability:'.length)) &&
        capabilityQueue(unit.toLowerCase()) === name
      );
    }),
  );
});

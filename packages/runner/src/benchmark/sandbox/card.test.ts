import t from 'tap';
import type { ExecutionProvider, RunnerTask } from '@dumont/protocol';
import { Sandbox } from './sandbox.ts';

await t.test('the process of a benchmark on one card of several sees no other', async (t) => {
  const sandbox = await Sandbox.open({ mode: 'off', scratchBytes: 1 }, null, []);
  t.teardown(() => sandbox.close());
  const visible = async (provider: ExecutionProvider, device?: string) => {
    const task: RunnerTask = {
      kind: 'load',
      engine: { name: 'onnx', package: null },
      model: { inputBytes: 4, outputBytes: 4 },
      options: {
        unit: 'GPU (ONNX)',
        provider,
        intraOpThreads: null,
        interOpThreads: null,
        graphOptimization: 'all',
        executionMode: 'sequential',
        ...(device === undefined ? {} : { device }),
      },
    };
    const { environment } = await sandbox.confine(task, { nodeArguments: [], entry: '/main.js' });
    return environment['CUDA_VISIBLE_DEVICES'];
  };
  const own = process.env['CUDA_VISIBLE_DEVICES'];
  t.equal(await visible('cuda', 'GPU-1a2b'), 'GPU-1a2b');
  t.equal(await visible('tensorrt', 'GPU-1a2b'), 'GPU-1a2b');
  t.equal(await visible('cuda'), own, 'nobody chose');
  t.equal(await visible('webgpu', '0'), own, 'it looks for its device by itself');
});

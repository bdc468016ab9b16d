import t from 'tap';
import { describeProbe } from './describe-probe.ts';
import type { ProbedDevice } from './probed-unit.ts';

const card: ProbedDevice = {
  ...{ name: 'NVIDIA L4', kind: 'gpu', vendor: 'NVIDIA', vendorId: 0x10de, deviceId: 0 },
  ...{ provider: 'CUDAExecutionProvider', metadata: { uuid: 'GPU-1a' } },
  ...{ index: 1, uuid: 'GPU-1a', available: true, reason: null },
  driver: { name: 'NVIDIA', version: '580.65.06', api: 'CUDA 13.0' },
};

await t.test('what runs a unit, on what, and what was passed over', async (t) => {
  const lines = describeProbe({
    ...{ unit: 'GPU (ONNX)', available: true, reason: null, provider: 'cuda', providerVersion: '1.30.0' },
    ...{ runtime: { name: 'onnx', version: '1.30.0' }, devices: [card] },
    passedOver: [{ provider: 'x', reason: 'it is broken', isInstalled: true }],
  });
  t.strictSame(lines, [
    'by cuda 1.30.0, onnx 1.30.0',
    'instead of x: it is broken',
    '--device 1: NVIDIA L4, gpu, GPU-1a; driver: NVIDIA 580.65.06 (CUDA 13.0); runs',
  ]);
});

await t.test('a reason is told once, and devices of another provider are told apart', async (t) => {
  const broken = { ...card, available: false, reason: 'no driver' };
  const software: ProbedDevice = {
    ...{ ...card, name: 'SwiftShader', provider: 'Other', metadata: { key: 'value' }, uuid: null, index: 0 },
    ...{ driver: null, available: null, isSoftware: true },
  };
  const devices = [broken, software];
  t.strictSame(describeProbe({ unit: 'CUDA (ONNX)', available: false, reason: 'no driver', devices }), [
    'no driver',
    'CUDAExecutionProvider --device 1: NVIDIA L4, gpu, GPU-1a; driver: NVIDIA 580.65.06 (CUDA 13.0); does not run',
    'Other --device 0: SwiftShader, gpu; in software: it computes on the CPU; key=value; not tried',
  ]);
  t.strictSame(describeProbe({ unit: 'u', available: true, reason: null }), []);
});

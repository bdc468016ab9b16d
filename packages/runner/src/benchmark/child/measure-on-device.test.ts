import type { DeviceInference, Engine, InferenceSession, NotOnDevice } from '@dumont/engines';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';
import type { TaskOf } from '@dumont/protocol';
import t from 'tap';
import { measureOnDevice } from './measure-on-device.ts';

const task: TaskOf<'on-device'> = {
  kind: 'on-device',
  engine: { name: 'fake', package: null },
  model: { path: '/model.onnx', format: 'onnx' },
  options: PLAIN_OPTIONS,
  inputs: { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
  warmup: { runs: 2, ms: 0 },
};

function engineWith(bindOnDevice?: () => DeviceInference | NotOnDevice, onHostRun = () => undefined): Engine {
  const session: InferenceSession = {
    requestedProvider: 'webgpu',
    inputs: [],
    outputs: [],
    ...(bindOnDevice === undefined ? {} : { bindOnDevice }),
    bind: () => ({
      run: () => {
        onHostRun();
        return Promise.resolve(undefined);
      },
      readOutputs: () => ({}),
    }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    ...{ name: 'fake', version: '1', formats: ['onnx'] },
    probe: () => Promise.resolve([]),
    load: () => Promise.resolve(session),
  };
}

await t.test('runs on the device are always waited for by one whose outputs come back', async (t) => {
  let waiting = 0;
  let most = 0;
  let isThere = false;
  const device: DeviceInference = {
    copyIn: () => {
      isThere = true;
    },
    run: () => {
      t.ok(isThere, 'inputs are there before the first run');
      most = Math.max(most, ++waiting);
    },
    copyOut: () => {
      t.equal(waiting, 0, 'nothing is copied that is not done yet');
      return true;
    },
  };
  const told = await measureOnDevice(
    engineWith(
      () => device,
      () => {
        waiting = 0;
      },
    ),
    task,
  );
  t.match(told, { reason: null, copyMs: { toDevice: Number, fromDevice: Number } });
  t.ok(told.samplesMs.length > 0);
  t.ok(most <= 20, 'never so many at once that waiting takes for ever');
});

await t.test('a runtime that cannot copy from the device says nothing of it', async (t) => {
  const device: DeviceInference = { copyIn: () => undefined, run: () => undefined, copyOut: () => false };
  const told = await measureOnDevice(
    engineWith(() => device),
    task,
  );
  t.match(told, { reason: null, copyMs: { toDevice: Number, fromDevice: null } });
});

await t.test('where there is no memory of its own it says why', async (t) => {
  t.match(
    await measureOnDevice(
      engineWith(() => ({ reason: 'none' })),
      task,
    ),
    { samplesMs: [], reason: 'none' },
  );
  t.match(await measureOnDevice(engineWith(), task), { samplesMs: [], reason: /no hold/ });
});

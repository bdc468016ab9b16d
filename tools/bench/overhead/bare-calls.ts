/** A run of one tiny model, with nothing of ours around the runtime's call. */
import { createRequire } from 'node:module';
import type { RuntimeApi, SessionOptions } from '@dumont/protocol';
import { openRuntime } from '../../../packages/engines/src/onnx/native/runtime.ts';
import { loadSession } from '../../../packages/engines/src/onnx/native/session.ts';
import { allocateValue, makeValue } from '../../../packages/engines/src/onnx/native/values.ts';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';

export const SHAPE = [1, 1, 4, 4];
export const OPTIONS: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };

/** What they make lives as long as the process. */
export const BARE_CALLS: Readonly<Record<RuntimeApi, (model: string) => Promise<() => void>>> = {
  native: bindByCApi,
  node: bindByNode,
};

async function bindByCApi(model: string): Promise<() => void> {
  const runtime = await openRuntime(null);
  const { calls, api } = runtime;
  const { native } = loadSession(runtime, { path: model, format: 'onnx' }, OPTIONS);
  const binding = calls.CreateIoBinding(native);
  const x = makeValue(runtime, { dtype: 'float32', shape: SHAPE, data: new Float32Array(16) });
  calls.BindInput(binding, 'x', x);
  calls.BindOutput(binding, 'y', allocateValue(runtime, { dtype: 'float32', shape: [1, 1, 2, 2] }));
  return api.prepare('RunWithBinding', native, null, binding);
}

/** onnxruntime-node's own binding, below its public API. */
interface NativeSession {
  loadModel(path: string, options: object): void;
  run(feeds: object, fetches: object, options: object): object;
}

async function bindByNode(model: string): Promise<() => void> {
  const require = createRequire(import.meta.resolve('@dumont/engines'));
  const { binding } = require('onnxruntime-node/dist/binding.js') as {
    binding: { InferenceSession: new () => NativeSession };
  };
  const { Tensor } = await import('onnxruntime-common');
  const session = new binding.InferenceSession();
  session.loadModel(model, { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const feeds = { x: new Tensor('float32', new Float32Array(16), SHAPE) };
  const fetches = { y: null };
  return () => {
    session.run(feeds, fetches, {});
  };
}

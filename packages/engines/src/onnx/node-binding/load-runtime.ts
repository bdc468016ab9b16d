/** Loads onnxruntime-node, once, in the state that Dumont needs. */
import type * as OnnxRuntime from 'onnxruntime-node';
import { prepareLibraryEnvironment } from '../library-environment.ts';

export type { OnnxRuntime };
export type Runtime = typeof OnnxRuntime;

let loading: Promise<Runtime> | undefined;

/** @throws whatever the dynamic loader says where there is no library for this platform */
export function loadRuntime(): Promise<Runtime> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Runtime> {
  prepareLibraryEnvironment();
  return withoutFloat16Array(async () => {
    const runtime = await import('onnxruntime-node');
    // Its element types are looked up at the first tensor.
    new runtime.Tensor('float32', new Float32Array(1), [1]);
    return runtime;
  });
}

/**
 * Where Node has Float16Array (24 and later) onnxruntime-common takes float16 data in it, but the native binding only
 * takes Uint16Array and refuses. So the class is hidden while the library looks for it.
 */
async function withoutFloat16Array<Result>(body: () => Promise<Result>): Promise<Result> {
  const descriptor = Reflect.getOwnPropertyDescriptor(globalThis, 'Float16Array');
  Reflect.deleteProperty(globalThis, 'Float16Array');
  try {
    return await body();
  } finally {
    if (descriptor !== undefined) Reflect.defineProperty(globalThis, 'Float16Array', descriptor);
  }
}

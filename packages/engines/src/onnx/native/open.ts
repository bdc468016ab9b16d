/** ONNX Runtime by its own C API. */
import type { OnnxApi } from '../onnx-api.ts';
import { openRuntime } from './runtime.ts';
import { checkTable } from './self-check.ts';
import { loadSession } from './session.ts';

/**
 * @param library see `findLibrary`
 * @throws NativeApiUnavailable where it cannot be called here, though onnxruntime-node may well work
 */
export async function openNativeApi(library: string | null): Promise<OnnxApi> {
  const runtime = await openRuntime(library);
  checkTable(runtime);
  return {
    version: runtime.version,
    load: (model, options) => Promise.resolve().then(() => loadSession(runtime, model, options).session),
    loadProfiled: async (model, options, scratchFolder) => {
      const { loadProfiledSession } = await import('./profiled-session.ts');
      return loadProfiledSession(runtime, model, options, scratchFolder);
    },
  };
}

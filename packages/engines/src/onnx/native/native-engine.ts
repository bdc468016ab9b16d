/** The ONNX Runtime engine by its own C API. */
import type { Engine } from '../../engine.ts';
import { openRuntime } from './runtime.ts';
import { checkTable } from './self-check.ts';
import { loadSession } from './session.ts';

export async function openNativeEngine(library: string | null): Promise<Omit<Engine, 'probe'>> {
  const runtime = await openRuntime(library);
  checkTable(runtime);
  return {
    name: 'onnx',
    version: runtime.version,
    formats: ['onnx'],
    load: (model, options) => Promise.resolve().then(() => loadSession(runtime, model, options).session),
    loadProfiled: async (model, options, scratchFolder) => {
      const { loadProfiledSession } = await import('./profiled-session.ts');
      return loadProfiledSession(runtime, model, options, scratchFolder);
    },
  };
}

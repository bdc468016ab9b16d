/** ONNX Runtime by its own C API. */
import type { PlugIn, SessionOptions } from '@dumont/protocol';
import type { OnnxApi } from '../onnx-api.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { listOwnDevices } from './built-in-devices.ts';
import { listPlugInDevices, offeredDevices, openPlugIn } from './plug-in.ts';
import { openRuntime } from './runtime.ts';
import { checkTable } from './self-check.ts';
import { loadSession } from './session.ts';

/**
 * @param library see `findLibrary`
 * @param given registered before any model is loaded: that is no part of a load's time
 * @throws NativeApiUnavailable where it cannot be called here, though onnxruntime-node may well work
 */
export async function openNativeApi(library: string | null, given: PlugIn | null = null): Promise<OnnxApi> {
  const runtime = await openRuntime(library);
  checkTable(runtime);
  const plugIn = given === null ? null : openPlugIn(runtime, given);
  const taking = (options: SessionOptions): NativeSessionOptions =>
    plugIn === null ? options : { ...options, plugIn };
  return {
    version: runtime.version,
    ...(plugIn === null ? {} : { devices: offeredDevices(plugIn) }),
    listDevices: (target) => (plugIn === null ? listOwnDevices(runtime, target) : listPlugInDevices(plugIn)),
    load: (model, options) =>
      Promise.resolve().then(() => loadSession(runtime, model, taking(options)).session),
    loadProfiled: async (model, options, scratchFolder) => {
      const { loadProfiledSession } = await import('./profiled-session.ts');
      return loadProfiledSession(runtime, model, taking(options), scratchFolder);
    },
  };
}

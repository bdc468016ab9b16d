/** The ONNX Runtime engine, by whichever interface of the runtime works here. */
import type { RuntimeApi } from '@dumont/protocol';
import type { Engine } from '../engine.ts';
import { onnx } from './manifest.ts';
import type { OnnxApi } from './onnx-api.ts';
import { probeUnits } from './probe-units.ts';

/**
 * @param wanted the only one to take; where nobody says, the C API, and onnxruntime-node where that cannot be called
 * @throws DumontError UNIT_UNAVAILABLE where there is no native library for this platform
 */
export async function openOnnxEngine(wanted?: RuntimeApi): Promise<Engine> {
  const { opened, ...which } = await openApi(wanted);
  return {
    name: onnx.name,
    formats: onnx.formats,
    ...opened,
    ...which,
    probe: () => probeUnits(opened.load),
  };
}

interface OpenedApi {
  readonly opened: OnnxApi;
  readonly api: RuntimeApi;
  readonly fallbackReason?: string;
}

async function openApi(wanted: RuntimeApi | undefined): Promise<OpenedApi> {
  if (wanted === 'node') return openNode();
  const [{ openNativeApi }, { NativeApiUnavailable }] = await Promise.all([
    import('./native/open.ts'),
    import('./native/unavailable.ts'),
  ]);
  try {
    return { opened: await openNativeApi(null), api: 'native' };
  } catch (cause) {
    if (wanted === 'native' || !(cause instanceof NativeApiUnavailable)) throw cause;
    return { ...(await openNode()), fallbackReason: cause.message };
  }
}

async function openNode(): Promise<OpenedApi> {
  const { openNodeBinding } = await import('./node-binding/open.ts');
  return { opened: await openNodeBinding(), api: 'node' };
}

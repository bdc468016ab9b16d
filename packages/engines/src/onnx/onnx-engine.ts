/** The ONNX Runtime engine, by whichever interface of the runtime works here. */
import { DumontError, type EngineRef, type RuntimeApi } from '@dumont/protocol';
import type { Engine } from '../engine.ts';
import { onnx } from './manifest.ts';
import type { OnnxApi } from './onnx-api.ts';
import { probeUnits } from './probe-units.ts';

type Wanted = Pick<EngineRef, 'api' | 'library' | 'plugIn'>;

/**
 * @param wanted the only ones to take; where nobody says, the C API, and onnxruntime-node where that cannot be called
 * @throws DumontError UNIT_UNAVAILABLE where there is no native library for this platform, or the one that is wanted is none or too old
 */
export async function openOnnxEngine(wanted: Wanted = {}): Promise<Engine> {
  const { opened, ...which } = await openApi(wanted);
  return {
    name: onnx.name,
    formats: onnx.formats,
    ...opened,
    ...which,
    probe: () => probeUnits(opened, wanted.plugIn ?? null),
  };
}

interface OpenedApi {
  readonly opened: OnnxApi;
  readonly api: RuntimeApi;
  readonly fallbackReason?: string;
}

async function openApi({ api, library, plugIn }: Wanted): Promise<OpenedApi> {
  if (api === 'node') {
    if (library !== undefined)
      throw new DumontError('USAGE', `onnxruntime-node runs no other library than its own: ${library}`);
    if (plugIn !== undefined)
      throw new DumontError('USAGE', `onnxruntime-node takes no plug-in: ${plugIn.library}`);
    return openNode();
  }
  const [{ openNativeApi }, { NativeApiUnavailable }] = await Promise.all([
    import('./native/open.ts'),
    import('./native/unavailable.ts'),
  ]);
  try {
    return { opened: await openNativeApi(library ?? null, plugIn ?? null), api: 'native' };
  } catch (cause) {
    const isFixed = api === 'native' || library !== undefined || plugIn !== undefined;
    if (isFixed || !(cause instanceof NativeApiUnavailable)) throw cause;
    return { ...(await openNode()), fallbackReason: cause.message };
  }
}

async function openNode(): Promise<OpenedApi> {
  const { openNodeBinding } = await import('./node-binding/open.ts');
  return { opened: await openNodeBinding(), api: 'node' };
}

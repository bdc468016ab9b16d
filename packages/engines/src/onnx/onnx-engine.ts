/** The ONNX Runtime engine, by whichever interface of the runtime works here. */
import {
  DumontError,
  type EngineRef,
  type ModelFile,
  type NullModel,
  type ProbeTarget,
  type RuntimeApi,
} from '@dumont/protocol';
import type { DeviceList, Engine, InferenceSession } from '../engine.ts';
import type { InputUses } from '../input-use.ts';
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
    load: async (model, options) => withUses(await opened.load(model, options), model),
    loadProfiled: async (model, ...how) => withUses(await opened.loadProfiled(model, ...how), model),
    probe: (target) => probeUnits(opened, wanted.plugIn ?? null, target),
    listDevices: (target) => listDevices(opened, target),
  };
}

async function listDevices({ listDevices }: OnnxApi, target: ProbeTarget): Promise<DeviceList> {
  const { provider, devices } = listDevices?.(target) ?? { provider: null, devices: [] };
  const { withVulkanDrivers } = await import('./vulkan-facts.ts');
  return { provider, devices: await withVulkanDrivers(devices) };
}

function withUses<Session extends InferenceSession>(session: Session, model: ModelFile | NullModel): Session {
  if (!('path' in model)) return session;
  let uses: Promise<InputUses> | undefined;
  return { ...session, readInputUses: () => (uses ??= readInputUses(session, model)) };
}

async function readInputUses({ inputs }: InferenceSession, { path, format }: ModelFile): Promise<InputUses> {
  const [{ readGraph }, { findInputUses }] = await Promise.all([
    import('./read-graph.ts'),
    import('./input-uses.ts'),
  ]);
  const graph = readGraph(path, format === 'ort' ? 'ort' : 'onnx');
  return graph === null ? new Map() : findInputUses(graph, inputs);
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

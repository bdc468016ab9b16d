/** The ONNX Runtime engine. */
import {
  COMPUTE_UNITS,
  DumontError,
  providerFor,
  type ModelFile,
  type SessionOptions,
  type UnitProbe,
} from '@dumont/protocol';
import type { Engine, InferenceSession } from '../engine.ts';
import { explainLoadError } from './explain-error.ts';
import { loadRuntime, type OnnxRuntime, type Runtime } from './load-runtime.ts';
import { encodeNullModel } from './null-model.ts';
import { whyUnusable, wrapSession } from './onnx-session.ts';
import { toOrtOptions } from './session-options.ts';

type OrtSession = OnnxRuntime.InferenceSession;
type OrtOptions = OnnxRuntime.InferenceSession.SessionOptions;

/** @throws DumontError UNIT_UNAVAILABLE where there is no native library for this platform */
export async function openOnnxEngine(): Promise<Engine> {
  const runtime = await loadRuntime().catch((cause: unknown) => {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `onnxruntime-node does not load on this machine (${process.platform} ${process.arch}): ${String(cause)}`,
      { cause },
    );
  });
  const load = async (
    model: ModelFile | 'null-model',
    options: SessionOptions,
  ): Promise<InferenceSession> => {
    const session = wrapSession(
      runtime,
      await createSession(runtime, model, toOrtOptions(options)),
      options.provider,
    );
    const refusal = whyUnusable(session);
    if (refusal === null) return session;
    await session[Symbol.asyncDispose]();
    throw refusal;
  };
  return {
    name: 'onnx',
    version: runtime.env.versions.node ?? runtime.env.versions.common,
    formats: ['onnx'],
    probe: () => probeUnits(load),
    load,
    loadProfiled: async (model, options, scratchFolder) => {
      const { loadProfiledSession } = await import('./profiled-session.ts');
      return loadProfiledSession({
        create: (profiling) => createSession(runtime, model, { ...toOrtOptions(options), ...profiling }),
        wrap: (session) => wrapSession(runtime, session, options.provider),
        scratchFolder,
      });
    },
  };
}

async function createSession(
  runtime: Runtime,
  model: ModelFile | 'null-model',
  options: OrtOptions,
): Promise<OrtSession> {
  try {
    if (model === 'null-model') return await runtime.InferenceSession.create(encodeNullModel(), options);
    return await runtime.InferenceSession.create(model.path, options);
  } catch (cause) {
    throw explainLoadError(cause, model === 'null-model' ? 'that does nothing' : model.path);
  }
}

async function probeUnits(load: Engine['load']): Promise<UnitProbe[]> {
  const probes: UnitProbe[] = [];
  for (const { wire: unit } of COMPUTE_UNITS.filter((row) => row.engine === 'onnx')) {
    const reason = await whyUnavailable(unit, load);
    probes.push({ unit, available: reason === null, reason });
  }
  return probes;
}

/** Loads and runs the null model there. @returns null where that works */
async function whyUnavailable(
  unit: (typeof COMPUTE_UNITS)[number]['wire'],
  load: Engine['load'],
): Promise<string | null> {
  const provider = providerFor(unit, process.platform);
  if (provider === undefined) return `there is no execution provider for it on ${process.platform}`;
  try {
    const session = await load('null-model', {
      unit,
      provider,
      intraOpThreads: null,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    });
    await session.bind({ x: { dtype: 'float32', shape: [1], data: new Float32Array(1) } }).run();
    await session[Symbol.asyncDispose]();
    return null;
  } catch (cause) {
    if (cause instanceof DumontError) return cause.message;
    throw cause;
  }
}

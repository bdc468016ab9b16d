/** ONNX Runtime by its npm package, onnxruntime-node. */
import { DumontError, type ModelFile, type NullModel, type SessionOptions } from '@dumont/protocol';
import type { InferenceSession } from '../../engine.ts';
import { explainLoadError } from '../explain-error.ts';
import { encodeNullModel } from '../null-model.ts';
import type { OnnxApi } from '../onnx-api.ts';
import { loadRuntime, type OnnxRuntime, type Runtime } from './load-runtime.ts';
import { whyUnusable, wrapSession } from './session.ts';
import { toOrtOptions } from './session-options.ts';

type OrtSession = OnnxRuntime.InferenceSession;
type OrtOptions = OnnxRuntime.InferenceSession.SessionOptions;

/** @throws DumontError UNIT_UNAVAILABLE where there is no native library for this platform */
export async function openNodeBinding(): Promise<OnnxApi> {
  const runtime = await loadRuntime().catch((cause: unknown) => {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `onnxruntime-node does not load on this machine (${process.platform} ${process.arch}): ${String(cause)}`,
      { cause },
    );
  });
  return {
    version: runtime.env.versions.node ?? runtime.env.versions.common,
    load: (model, options) => loadSession(runtime, model, options),
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

async function loadSession(
  runtime: Runtime,
  model: ModelFile | NullModel,
  options: SessionOptions,
): Promise<InferenceSession> {
  const created = await createSession(runtime, model, toOrtOptions(options));
  const session = wrapSession(runtime, created, options.provider);
  const refusal = whyUnusable(session);
  if (refusal === null) return session;
  await session[Symbol.asyncDispose]();
  throw refusal;
}

async function createSession(
  runtime: Runtime,
  model: ModelFile | NullModel,
  options: OrtOptions,
): Promise<OrtSession> {
  try {
    if ('path' in model) return await runtime.InferenceSession.create(model.path, options);
    return await runtime.InferenceSession.create(encodeNullModel(model), options);
  } catch (cause) {
    throw explainLoadError(cause, 'path' in model ? model.path : 'that does nothing');
  }
}

/** A model loaded by ONNX Runtime's C API. */
import {
  providerName,
  type ModelFile,
  type NullModel,
  type ReportProvider,
  type TensorInfo,
} from '@dumont/protocol';
import type { InferenceSession } from '../../engine.ts';
import { explainLoadError, explainProviderError, isProviderError } from '../explain-error.ts';
import { encodeNullModel } from '../null-model.ts';
import { bindInference, type LoadedModel } from './bind.ts';
import { bindOnDevice } from './bind-on-device.ts';
import { describeValue } from './describe-type.ts';
import type { NativeObject } from './native-object.ts';
import { OrtError } from './ort-error.ts';
import { releasing, releasingOnThrow, type Owner } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { makeSessionOptions } from './session-options.ts';

/** @param profilePrefix path that the runtime's profile begins with; null for no profile */
export function loadSession(
  runtime: NativeRuntime,
  model: ModelFile | NullModel,
  options: NativeSessionOptions,
  profilePrefix: string | null = null,
): { session: InferenceSession; native: NativeObject<'OrtSession'> } {
  return releasingOnThrow((owner) => {
    const { native, provider } = createSession(runtime, model, options, profilePrefix);
    owner.own(native);
    const loaded = { ...describeModel(runtime, native), copiesInputs: options.provider !== 'cpu' };
    return { native, session: wrapSession(runtime, loaded, options, provider, owner) };
  });
}

function createSession(
  runtime: NativeRuntime,
  model: ModelFile | NullModel,
  options: NativeSessionOptions,
  profilePrefix: string | null,
): { native: NativeObject<'OrtSession'>; provider: ReportProvider | undefined } {
  const { calls, environment } = runtime;
  return releasing((owner) => {
    const { native: made, provider } = makeSessionOptions(runtime, options, owner);
    if (profilePrefix !== null) calls.EnableProfiling(made, profilePrefix);
    try {
      const native =
        'path' in model
          ? calls.CreateSession(environment, model.path, made)
          : calls.CreateSessionFromArray(environment, encodeNullModel(model), made);
      return { native, provider };
    } catch (cause) {
      const name = 'path' in model ? model.path : 'that does nothing';
      throw provider !== undefined && cause instanceof OrtError && isProviderError(cause)
        ? explainProviderError(cause, name, provider.name)
        : explainLoadError(cause, name);
    }
  });
}

function describeModel(
  runtime: NativeRuntime,
  session: NativeObject<'OrtSession'>,
): Omit<LoadedModel, 'copiesInputs'> {
  const { calls, allocator } = runtime;
  const describe = (side: 'Input' | 'Output'): TensorInfo[] =>
    Array.from({ length: calls[`SessionGet${side}Count`](session) }, (_, index) =>
      releasing((owner) => {
        const name = calls[`SessionGet${side}Name`](session, index, allocator);
        const info = owner.own(calls[`SessionGet${side}TypeInfo`](session, index));
        return describeValue(runtime, name, info);
      }),
    );
  return { session, inputs: describe('Input'), outputs: describe('Output') };
}

/** @param owner of the session: what is bound to it is released before */
function wrapSession(
  runtime: NativeRuntime,
  model: LoadedModel,
  options: NativeSessionOptions,
  provider: ReportProvider | undefined,
  owner: Owner,
): InferenceSession {
  return {
    requestedProvider: provider === undefined ? options.provider : providerName(provider.name),
    ...(provider === undefined ? {} : { provider }),
    inputs: model.inputs,
    outputs: model.outputs,
    bindOnDevice: (feeds) => {
      const bound = bindOnDevice(runtime, model, feeds);
      return 'reason' in bound ? bound : owner.own(bound);
    },
    bind: (feeds) => owner.own(bindInference(runtime, model, feeds)),
    [Symbol.asyncDispose]: () => {
      owner[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

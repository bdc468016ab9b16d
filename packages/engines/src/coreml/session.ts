/** A loaded model, and inputs bound to it. */
import { DumontError, type ModelFile, type NullModel, type SessionOptions } from '@dumont/protocol';
import type { BoundInference, InferenceSession } from '../engine.ts';
import type { Owner } from '../owner.ts';
import { releasingOnThrow } from '../owner.ts';
import type { NamedValues } from '../value.ts';
import { compiledModel, type CompiledModel } from './compiled-model.ts';
import { makeConfiguration } from './configuration.ts';
import { describeModel } from './describe.ts';
import { explainError } from './explain-error.ts';
import type { Feature, Signature } from './model/feature.ts';
import { tensorInfoOf } from './model/tensor-info.ts';
import { makeDictionary, makeFileUrl, makeText, orThrow, readError } from './objc/foundation.ts';
import type { HeldObject, ObjectAddress, ObjectiveC } from './objc/objective-c.ts';
import { FeatureValues } from './values.ts';

export interface LoadedModel {
  readonly objc: ObjectiveC;
  readonly values: FeatureValues;
  readonly compiled: CompiledModel;
  readonly configuration: HeldObject;
  readonly model: HeldObject;
  readonly signature: Signature;
  /** Of all that is above, and of what is bound. */
  readonly owner: Owner;
}

/** @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, UNIT_UNAVAILABLE, MEMORY_EXCEEDED, USAGE */
export async function loadModel(
  objc: ObjectiveC,
  model: ModelFile | NullModel,
  options: SessionOptions,
): Promise<LoadedModel> {
  const what =
    'path' in model ? `The model ${model.path} cannot be loaded` : 'The null model cannot be loaded';
  let compiled: CompiledModel | null = null;
  try {
    compiled = await compiledModel(objc, model);
    return loadCompiled(objc, compiled, options);
  } catch (cause) {
    await compiled?.[Symbol.asyncDispose]();
    throw explainError(cause, 'load', what);
  }
}

function loadCompiled(objc: ObjectiveC, compiled: CompiledModel, options: SessionOptions): LoadedModel {
  return releasingOnThrow((owner) => {
    const configuration = owner.own(makeConfiguration(objc, options));
    const model = owner.own(
      objc.pool(() => {
        const url = makeFileUrl(objc, compiled.path);
        const of = objc.class('MLModel');
        const loaded = orThrow(objc, (errorPlace) =>
          objc.send(
            of,
            'modelWithContentsOfURL:configuration:error:',
            url,
            configuration.address,
            errorPlace,
          ),
        );
        return objc.hold(loaded);
      }),
    );
    const signature = describeModel(objc, model.address);
    return { objc, values: new FeatureValues(objc), compiled, configuration, model, signature, owner };
  });
}

export function openSession(loaded: LoadedModel, requestedProvider: string): InferenceSession {
  const { signature, owner, compiled } = loaded;
  const outputs = signature.outputs;
  return {
    requestedProvider,
    // An optional input that is left out has the model's own value.
    inputs: requiredOf(signature.inputs).map(tensorInfoOf),
    outputs: outputs.map(tensorInfoOf),
    notFetched: outputs.filter(({ type }) => !isFetched(type.kind)).map(({ name }) => name),
    bind: (feeds) => owner.own(bindInference(loaded, feeds)),
    [Symbol.asyncDispose]: async () => {
      owner[Symbol.dispose]();
      await compiled[Symbol.asyncDispose]();
    },
  };
}

function requiredOf(inputs: readonly Feature[]): Feature[] {
  return inputs.filter(({ isOptional }) => !isOptional);
}

function isFetched(kind: Feature['type']['kind']): boolean {
  return kind !== 'unknown';
}

const DONE = Promise.resolve();

function bindInference(loaded: LoadedModel, feeds: NamedValues): BoundInference & Disposable {
  const { objc, signature } = loaded;
  return releasingOnThrow((owner) => {
    const provider = objc.pool(() => {
      const entries = signature.inputs
        .filter(({ name }) => Object.hasOwn(feeds, name))
        .map((input) => [input.name, loaded.values.make(input, feeds[input.name] ?? null, owner)] as const);
      const allocated = objc.send(objc.class('MLDictionaryFeatureProvider'), 'alloc');
      const made = attempt(objc, (errorPlace) =>
        objc.send(allocated, 'initWithDictionary:error:', makeDictionary(objc, entries), errorPlace),
      );
      return owner.own(objc.hold(made, true));
    });
    const state =
      signature.states.length === 0
        ? null
        : owner.own(objc.pool(() => objc.hold(objc.send(loaded.model.address, 'newState'), true)));
    // Arrays lie in the memory of the tensors: they stay as long as this is bound.
    return new CoremlInference(loaded, feeds, { provider, state }, owner);
  });
}

interface Bound {
  readonly provider: HeldObject;
  /** What one run leaves to the next. */
  readonly state: HeldObject | null;
}

class CoremlInference implements BoundInference, Disposable {
  readonly #loaded: LoadedModel;
  readonly #bound: Bound;
  readonly #owner: Owner;
  readonly #errorPlace = new BigUint64Array(1);
  #feeds: NamedValues | null;
  #outputs: HeldObject | null = null;

  constructor(loaded: LoadedModel, feeds: NamedValues, bound: Bound, owner: Owner) {
    this.#loaded = loaded;
    this.#feeds = feeds;
    this.#bound = bound;
    this.#owner = owner;
  }

  run(): Promise<void> {
    if (this.#feeds === null) throw new DumontError('INTERNAL', 'these inputs were released before');
    const { objc } = this.#loaded;
    this.#outputs?.[Symbol.dispose]();
    this.#outputs = null;
    return objc.pool(() => {
      const outputs = this.#predict();
      if (outputs === 0n) {
        const cause = readError(objc, this.#errorPlace[0] ?? 0n);
        return Promise.reject(explainError(cause, 'run', 'The model was loaded but would not run'));
      }
      this.#outputs = objc.hold(outputs);
      return DONE;
    });
  }

  /** Of the last run. */
  readOutputs(): NamedValues {
    const { objc, signature, values } = this.#loaded;
    const outputs = this.#outputs;
    if (outputs === null) return {};
    return objc.pool(() =>
      Object.fromEntries(
        signature.outputs.flatMap(({ name }) => {
          const value = objc.send(outputs.address, 'featureValueForName:', makeText(objc, name));
          const tensor = value === 0n ? undefined : values.read(value);
          return tensor === undefined ? [] : [[name, tensor] as const];
        }),
      ),
    );
  }

  [Symbol.dispose](): void {
    this.#outputs?.[Symbol.dispose]();
    this.#outputs = null;
    this.#owner[Symbol.dispose]();
    this.#feeds = null;
  }

  #predict(): ObjectAddress {
    const { objc, model } = this.#loaded;
    const { provider, state } = this.#bound;
    const place = this.#errorPlace;
    place[0] = 0n;
    return state === null
      ? objc.send(model.address, 'predictionFromFeatures:error:', provider.address, place)
      : objc.send(
          model.address,
          'predictionFromFeatures:usingState:error:',
          provider.address,
          state.address,
          place,
        );
  }
}

function attempt(objc: ObjectiveC, send: (errorPlace: BigUint64Array) => ObjectAddress): ObjectAddress {
  try {
    return orThrow(objc, send);
  } catch (cause) {
    throw explainError(cause, 'run', 'The inputs cannot be given to the model');
  }
}

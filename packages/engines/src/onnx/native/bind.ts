/** Inputs and outputs bound once, so that the timed call is ONNX Runtime's own and nothing else. */
import { DumontError, type TensorInfo } from '@dumont/protocol';
import type { BoundInference } from '../../engine.ts';
import type { NamedValues, Value } from '../../value.ts';
import { explainRunError } from '../explain-error.ts';
import type { NativeObject } from './native-object.ts';
import { OrtError } from './ort-error.ts';
import { knownShape, namedSizes } from './output-shapes.ts';
import { releasing, releasingOnThrow, type Owner } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';
import { allocateValue, byteLengthOfValue, makeValue, readValue } from './values.ts';

export interface LoadedModel {
  readonly session: NativeObject<'OrtSession'>;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Whether inputs are to be brought to a device in each run, as those of an application are. */
  readonly copiesInputs: boolean;
}

/** @throws DumontError INFERENCE_FAILED where an input is not the model's */
export function bindInference(
  runtime: NativeRuntime,
  model: LoadedModel,
  feeds: NamedValues,
): BoundInference & Disposable {
  try {
    return releasingOnThrow((owner) => {
      const binding = owner.own(runtime.calls.CreateIoBinding(model.session));
      const inputs = prepareInputs(runtime, model, binding, feeds, owner);
      for (const bindInput of inputs) bindInput();
      bindOutputs(runtime, model, binding, namedSizes(model.inputs, feeds), owner);
      return new NativeInference(runtime, model, binding, model.copiesInputs ? inputs : [], owner);
    });
  } catch (cause) {
    throw explainRunError(cause);
  }
}

/** @returns what binds each input: it also copies the input to where the session wants it */
export function prepareInputs(
  runtime: NativeRuntime,
  model: LoadedModel,
  binding: NativeObject<'OrtIoBinding'>,
  feeds: NamedValues,
  owner: Owner,
): (() => void)[] {
  return Object.entries(feeds).flatMap(([name, value]) => {
    // An optional without a value is not bound.
    if (value === null) return [];
    const dtype = model.inputs.find((input) => input.name === name)?.dtype ?? null;
    const made = owner.own(makeValue(runtime, value, dtype));
    return [runtime.api.prepare('BindInput', binding, name, made)];
  });
}

/** Outputs whose shapes are known get memory now; the others get it from the runtime in the first run, and keep it. */
function bindOutputs(
  runtime: NativeRuntime,
  model: LoadedModel,
  binding: NativeObject<'OrtIoBinding'>,
  sizes: ReadonlyMap<string, number>,
  owner: Owner,
): void {
  for (const output of model.outputs) {
    const { name, dtype } = output;
    const shape = isPlainTensor(output) ? knownShape(output, sizes) : null;
    if (dtype === null || dtype === 'string' || shape === null)
      runtime.calls.BindOutputToDevice(binding, name, runtime.cpuMemory);
    else runtime.calls.BindOutput(binding, name, owner.own(allocateValue(runtime, { dtype, shape })));
  }
}

export function isPlainTensor({ dtype, container }: TensorInfo): boolean {
  return dtype !== null && container === undefined;
}

/** An output does not fit into the memory that is bound to it: the model says another shape than it gives, or gives ever other ones. */
const OTHER_SHAPE = /OrtValue shape verification failed|pre-allocated output OrtValues/;

const DONE = Promise.resolve();

class NativeInference implements BoundInference, Disposable {
  readonly #runtime: NativeRuntime;
  readonly #model: LoadedModel;
  readonly #binding: NativeObject<'OrtIoBinding'>;
  readonly #owner: Owner;
  /** Done before each run. */
  readonly #inputs: readonly (() => void)[];
  #call: () => void;

  constructor(
    runtime: NativeRuntime,
    model: LoadedModel,
    binding: NativeObject<'OrtIoBinding'>,
    inputs: readonly (() => void)[],
    owner: Owner,
  ) {
    this.#inputs = inputs;
    this.#runtime = runtime;
    this.#model = model;
    this.#binding = binding;
    this.#owner = owner;
    // A sequence that stays bound is added to in each run.
    this.#call = this.#prepareRun(model.outputs.filter((output) => !isPlainTensor(output)));
  }

  run(): Promise<void> {
    try {
      this.#call();
      return DONE;
    } catch (cause) {
      if (cause instanceof OrtError && OTHER_SHAPE.test(cause.message)) return this.#runUnbound();
      return Promise.reject(explainRunError(cause));
    }
  }

  /** Of the last run. */
  readOutputs(): NamedValues {
    const read = this.#ofOutputs((name, value) => [name, readValue(this.#runtime, name, value)] as const);
    return Object.fromEntries(read.filter((entry): entry is [string, Value] => entry[1] !== undefined));
  }

  /** Of the last run. */
  outputBytes(): number {
    const sizes = this.#ofOutputs((name, value) => byteLengthOfValue(this.#runtime, name, value));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  }

  #ofOutputs<Result>(read: (name: string, value: NativeObject<'OrtValue'>) => Result): Result[] {
    const { calls, allocator } = this.#runtime;
    return releasing((owner) => {
      const values = calls.GetBoundOutputValues(this.#binding, allocator).map((value) => owner.own(value));
      return this.#model.outputs.flatMap(({ name }, index) => {
        const value = values[index];
        return value === undefined ? [] : [read(name, value)];
      });
    });
  }

  [Symbol.dispose](): void {
    this.#call = refuseReleased;
    this.#owner[Symbol.dispose]();
  }

  /** Again, with outputs in new memory in each run from now on. */
  #runUnbound(): Promise<void> {
    this.#call = this.#prepareRun(this.#model.outputs);
    try {
      this.#call();
      return DONE;
    } catch (cause) {
      return Promise.reject(explainRunError(cause));
    }
  }

  /** @param unbound outputs that are bound anew before each run */
  #prepareRun(unbound: readonly TensorInfo[]): () => void {
    const { api, cpuMemory } = this.#runtime;
    const run = api.prepare('RunWithBinding', this.#model.session, null, this.#binding);
    const rebindings = [
      ...this.#inputs,
      ...unbound.map(({ name }) => api.prepare('BindOutputToDevice', this.#binding, name, cpuMemory)),
    ];
    if (rebindings.length === 0) return run;
    return () => {
      for (const rebind of rebindings) rebind();
      run();
    };
  }
}

function refuseReleased(): never {
  throw new DumontError('INTERNAL', 'these inputs were released before');
}

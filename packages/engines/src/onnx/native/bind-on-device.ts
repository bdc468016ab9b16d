/** Inputs and outputs in the memory of the device that runs the model: what a run takes there, and what the copies take. */
import type { DeviceInference, NotOnDevice } from '../../engine.ts';
import type { NamedValues } from '../../value.ts';
import { explainRunError } from '../explain-error.ts';
import { isPlainTensor, prepareInputs, type LoadedModel } from './bind.ts';
import { NativeObject } from './native-object.ts';
import { OrtError } from './ort-error.ts';
import { releasingOnThrow, type Owner } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';
import { allocateValue, measureTensor } from './values.ts';

/** Brought SessionGetMemoryInfoFor… and CopyTensors. */
const NEEDED_API = 23;
const CPU_MEMORY = 'Cpu';

/** @throws DumontError as `bindInference` does */
export function bindOnDevice(
  runtime: NativeRuntime,
  model: LoadedModel,
  feeds: NamedValues,
): (DeviceInference & Disposable) | NotOnDevice {
  if (runtime.api.version < NEEDED_API)
    return { reason: `ONNX Runtime tells of the device's memory from version 1.${NEEDED_API} on` };
  try {
    const memories = outputMemories(runtime, model);
    if (memories.every((memory) => memory === null))
      return { reason: 'the provider takes and gives memory of the machine itself' };
    return releasingOnThrow((owner) => new NativeDeviceInference(runtime, model, feeds, memories, owner));
  } catch (cause) {
    throw explainRunError(cause);
  }
}

type Memory = NativeObject<'OrtMemoryInfo'> | null;

/** @returns where the provider leaves each output; null for the CPU's memory, and for what is no tensor */
function outputMemories({ calls }: NativeRuntime, { session, outputs }: LoadedModel): Memory[] {
  const addresses = new BigUint64Array(outputs.length);
  calls.SessionGetMemoryInfoForOutputs(session, addresses);
  return outputs.map((output, index) => {
    const address = addresses[index] ?? 0n;
    if (address === 0n || !isPlainTensor(output)) return null;
    const memory = new NativeObject('OrtMemoryInfo', address, null, [session]);
    return calls.MemoryInfoGetName(memory) === CPU_MEMORY ? null : memory;
  });
}

class NativeDeviceInference implements DeviceInference, Disposable {
  readonly copyIn: () => void;
  readonly run: () => void;
  readonly #runtime: NativeRuntime;
  readonly #binding: NativeObject<'OrtIoBinding'>;
  readonly #memories: readonly Memory[];
  readonly #owner: Owner;
  #copies: readonly (() => void)[] | null = null;

  constructor(
    runtime: NativeRuntime,
    model: LoadedModel,
    feeds: NamedValues,
    memories: readonly Memory[],
    owner: Owner,
  ) {
    const { api, calls, cpuMemory } = runtime;
    const binding = owner.own(calls.CreateIoBinding(model.session));
    const bindings = prepareInputs(runtime, model, binding, feeds, owner);
    for (const [index, { name }] of model.outputs.entries())
      calls.BindOutputToDevice(binding, name, memories[index] ?? cpuMemory);
    this.#runtime = runtime;
    this.#binding = binding;
    this.#memories = memories;
    this.#owner = owner;
    this.copyIn = explaining([...bindings, api.prepare('SynchronizeBoundInputs', binding)]);
    this.run = explaining([
      api.prepare('RunWithBinding', model.session, null, binding),
      api.prepare('SynchronizeBoundOutputs', binding),
    ]);
  }

  copyOut(): boolean {
    try {
      this.#copies ??= this.#prepareCopies();
      for (const copy of this.#copies) copy();
      return true;
    } catch (cause) {
      // A provider that is built in need not let others copy from its memory.
      if (cause instanceof OrtError) return false;
      throw cause;
    }
  }

  /** After the first run: only then is it known how large the outputs are. */
  #prepareCopies(): (() => void)[] {
    const { api, calls, allocator, environment } = this.#runtime;
    const values = calls
      .GetBoundOutputValues(this.#binding, allocator)
      .map((value) => this.#owner.own(value));
    return values.flatMap((value, index) => {
      if ((this.#memories[index] ?? null) === null) return [];
      const target = this.#owner.own(allocateValue(this.#runtime, measureTensor(this.#runtime, '', value)));
      return [api.prepare('CopyTensors', environment, [value], [target], null, 1)];
    });
  }

  [Symbol.dispose](): void {
    this.#owner[Symbol.dispose]();
  }
}

function explaining(calls: readonly (() => void)[]): () => void {
  return () => {
    try {
      for (const call of calls) call();
    } catch (cause) {
      throw explainRunError(cause);
    }
  };
}

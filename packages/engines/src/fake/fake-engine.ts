/** An engine without inference: does what its "model" says, so that everything around an engine can be tested for real. */
import { DumontError, type ExecutionProvider, type TensorInfo } from '@dumont/protocol';
import type { Engine, InferenceSession } from '../engine.ts';
import { elementCount } from '../tensor.ts';
import { tensorsIn, type NamedValues } from '../value.ts';
import { performStep } from './perform-step.ts';
import { readFakeModel, type FakeModel } from './script.ts';

const NULL_MODEL: FakeModel = { inputs: [], load: [], runs: [], diesOfElements: [] };

export function openFakeEngine(): Engine {
  return {
    name: 'fake',
    version: '1.0.0',
    formats: ['onnx'],
    probe: () => Promise.resolve([{ unit: 'CPU (ONNX)', available: true, reason: null }]),
    load: async (model, options) => {
      const fake = 'path' in model ? await readFakeModel(model) : NULL_MODEL;
      fake.load.forEach(performStep);
      return new FakeSession(fake, options.provider);
    },
  };
}

class FakeSession implements InferenceSession {
  readonly requestedProvider: ExecutionProvider;
  readonly inputs: readonly TensorInfo[];
  readonly outputs = [];
  readonly #model: FakeModel;
  #runs = 0;

  constructor(model: FakeModel, provider: ExecutionProvider) {
    this.#model = model;
    this.inputs = model.inputs;
    this.requestedProvider = provider;
  }

  bind(feeds: NamedValues) {
    return {
      run: () =>
        Promise.resolve(feeds).then((bound) => {
          this.#run(bound);
        }),
      readOutputs: () => ({}),
    };
  }

  #run(feeds: NamedValues): void {
    const { acceptsElements, diesOfElements, runs } = this.#model;
    for (const [name, value] of Object.entries(feeds)) {
      const elements = tensorsIn(value).reduce((sum, { shape }) => sum + elementCount(shape), 0);
      if (diesOfElements.includes(elements)) performStep({ do: 'die', signal: 'SIGSEGV' });
      if (acceptsElements !== undefined && elements !== acceptsElements)
        throw new DumontError('INFERENCE_FAILED', `${name} has ${elements} elements`);
    }
    const steps = runs[Math.min(this.#runs, runs.length - 1)];
    this.#runs += 1;
    steps?.forEach(performStep);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

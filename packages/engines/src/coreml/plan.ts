/** Where CoreML plans to run the operations of a model: MLComputePlan. It says what CoreML expects, and not what runs. */
import {
  computeUnitRow,
  DumontError,
  type ComputeUnit,
  type ModelFile,
  type Planned,
  type SessionOptions,
} from '@dumont/protocol';
import type { NotPlanned } from '../engine.ts';
import { compiledModel, type CompiledModel } from './compiled-model.ts';
import { makeConfiguration } from './configuration.ts';
import { explainError } from './explain-error.ts';
import { readSpecification } from './model/index.ts';
import { completionOf } from './objc/block.ts';
import { makeFileUrl, readArray, readDictionary, readError, readText } from './objc/foundation.ts';
import type { HeldObject, ObjectAddress, ObjectiveC } from './objc/objective-c.ts';

/** What each class of devices is as a unit. */
const UNITS: readonly (readonly [className: string, unit: ComputeUnit])[] = [
  ['MLCPUComputeDevice', 'CPU (CoreML)'],
  ['MLGPUComputeDevice', 'GPU (CoreML)'],
  ['MLNeuralEngineComputeDevice', 'Neural Engine (CoreML)'],
];
/** Of a device that is none of those: one that came after this was written. */
const ANOTHER = 'another device';

/** The function that a program has where nobody gave it another name. */
const MAIN = 'main';
const DEEPEST = 64;

interface PlannedOperation {
  readonly operator: string;
  readonly place: string;
  /** Of the whole model's work, from 0 to 1; null where CoreML estimates none. */
  readonly cost: number | null;
}

/** @throws DumontError MODEL_INVALID, MODEL_UNSUPPORTED, UNIT_UNAVAILABLE, MEMORY_EXCEEDED, USAGE */
export async function planPlacement(
  objc: ObjectiveC,
  model: ModelFile,
  options: SessionOptions,
): Promise<Planned | NotPlanned> {
  if (objc.findClass('MLComputePlan') === null)
    return { reason: 'this version of macOS has no MLComputePlan: it came with 14.4' };
  let compiled: CompiledModel | null = null;
  let configuration: HeldObject | null = null;
  try {
    compiled = await compiledModel(objc, model);
    configuration = makeConfiguration(objc, options);
    const name = options.sessionEntries?.['coreml.function'] ?? (await defaultFunctionOf(model));
    const operations = await readPlan(objc, { path: compiled.path, configuration, name });
    return operations.length === 0
      ? { reason: 'CoreML’s plan tells of no operation of this model' }
      : summarise(operations);
  } catch (cause) {
    throw explainError(cause, 'load', `CoreML has no plan of the model ${model.path}`);
  } finally {
    configuration?.[Symbol.dispose]();
    await compiled?.[Symbol.asyncDispose]();
  }
}

/** Of a model that has several; what is compiled does not tell. */
async function defaultFunctionOf(model: ModelFile): Promise<string | null> {
  return model.format === 'mlmodelc' ? null : (await readSpecification(model)).defaultFunction;
}

interface PlanOf {
  /** Of the `.mlmodelc`. */
  readonly path: string;
  readonly configuration: HeldObject;
  /** Of the function; null where that is not known. */
  readonly name: string | null;
}

function readPlan(objc: ObjectiveC, { path, configuration, name }: PlanOf): Promise<PlannedOperation[]> {
  return completionOf(
    objc,
    (handler) => {
      objc.send(
        objc.class('MLComputePlan'),
        'loadContentsOfURL:configuration:completionHandler:',
        makeFileUrl(objc, path),
        configuration.address,
        handler,
      );
    },
    ({ object, error }) => {
      if (object === 0n) throw readError(objc, error);
      return new PlanReader(objc, object, name).read();
    },
  );
}

class PlanReader {
  readonly #objc: ObjectiveC;
  readonly #plan: ObjectAddress;
  readonly #functionName: string | null;

  constructor(objc: ObjectiveC, plan: ObjectAddress, functionName: string | null) {
    this.#objc = objc;
    this.#plan = plan;
    this.#functionName = functionName;
  }

  read(): PlannedOperation[] {
    return this.#structure(this.#objc.send(this.#plan, 'modelStructure'), 0);
  }

  /** One of the three is there. */
  #structure(structure: ObjectAddress, depth: number): PlannedOperation[] {
    checkDepth(depth);
    const objc = this.#objc;
    const program = objc.send(structure, 'program');
    if (program !== 0n) return this.#program(program);
    const network = objc.send(structure, 'neuralNetwork');
    if (network !== 0n) {
      const layers = readArray(objc, objc.send(network, 'layers'));
      return layers.flatMap((layer) => this.#layer(layer));
    }
    const pipeline = objc.send(structure, 'pipeline');
    if (pipeline === 0n) return [];
    const models = readArray(objc, objc.send(pipeline, 'subModels'));
    return models.flatMap((model) => this.#structure(model, depth + 1));
  }

  #program(program: ObjectAddress): PlannedOperation[] {
    const objc = this.#objc;
    const functions = readDictionary(objc, objc.send(program, 'functions'));
    const chosen = functions.filter(([name]) => name === (this.#functionName ?? MAIN));
    // Of those that are not loaded CoreML may plan nothing: then they count for nothing.
    const read = chosen.length === 0 ? functions : chosen;
    return read.flatMap(([, of]) => this.#block(objc.send(of, 'block'), 0));
  }

  #block(block: ObjectAddress, depth: number): PlannedOperation[] {
    checkDepth(depth);
    const operations = readArray(this.#objc, this.#objc.send(block, 'operations'));
    return operations.flatMap((operation) => this.#operation(operation, depth));
  }

  /** A branch or loop is what is in it: its own work would count twice. */
  #operation(operation: ObjectAddress, depth: number): PlannedOperation[] {
    const objc = this.#objc;
    const inside = readArray(objc, objc.send(operation, 'blocks')).flatMap((block) =>
      this.#block(block, depth + 1),
    );
    const usage = objc.send(this.#plan, 'computeDeviceUsageForMLProgramOperation:', operation);
    // Of constants nothing runs.
    if (usage === 0n) return inside;
    const cost = objc.send(this.#plan, 'estimatedCostOfMLProgramOperation:', operation);
    const own = {
      operator: readText(objc, objc.send(operation, 'operatorName')),
      place: this.#placeOf(usage),
      cost: cost === 0n || inside.length > 0 ? null : objc.send(cost, 'weight'),
    };
    return [own, ...inside];
  }

  #layer(layer: ObjectAddress): PlannedOperation[] {
    const objc = this.#objc;
    const usage = objc.send(this.#plan, 'computeDeviceUsageForNeuralNetworkLayer:', layer);
    if (usage === 0n) return [];
    return [
      { operator: readText(objc, objc.send(layer, 'layerType')), place: this.#placeOf(usage), cost: null },
    ];
  }

  #placeOf(usage: ObjectAddress): string {
    const device = this.#objc.send(usage, 'preferredComputeDevice');
    const [, unit] = UNITS.find(([className]) => this.#objc.isKind(device, className)) ?? [];
    return unit === undefined ? ANOTHER : computeUnitRow(unit).short;
  }
}

function checkDepth(depth: number): void {
  if (depth > DEEPEST)
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `The model holds blocks or models in more than ${DEEPEST} others.`,
    );
}

function summarise(operations: readonly PlannedOperation[]): Planned {
  const byPlace = [...Map.groupBy(operations, ({ place }) => place)];
  const nodes = byPlace.map(([place, own]) => [place, countOperators(own)] as const);
  const total = costOf(operations);
  const costPercent = byPlace.map(([place, own]) => [place, share(costOf(own), total)] as const);
  return {
    nodes: Object.fromEntries(nodes),
    costPercent: total > 0 ? Object.fromEntries(costPercent) : null,
  };
}

function countOperators(operations: readonly PlannedOperation[]): Record<string, number> {
  const byOperator = Map.groupBy(operations, ({ operator }) => operator);
  return Object.fromEntries([...byOperator].map(([operator, own]) => [operator, own.length]));
}

/** What is no number, or less than nothing, counts for nothing: the estimate is CoreML's own. */
function costOf(operations: readonly PlannedOperation[]): number {
  return operations.reduce(
    (sum, { cost }) => sum + (cost !== null && cost > 0 && Number.isFinite(cost) ? cost : 0),
    0,
  );
}

function share(part: number, whole: number): number {
  return Math.min(100, (part / whole) * 100);
}

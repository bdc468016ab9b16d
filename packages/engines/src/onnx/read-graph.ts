/** The nodes of an ONNX model, and the shapes of its weights: enough to say what an input is for. No weights are read. */
import type {
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
} from './model/onnx-model.ts';
import { MalformedMessage } from './model/proto-file.ts';
import { readOnnxModel } from './model/read-model.ts';

export interface GraphNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that are a whole number. */
  readonly integers: Readonly<Record<string, number>>;
}

export interface Graph {
  /**
   * Those of inner graphs among them: a name means the same in there as outside. Those of the model's own functions, once for each call,
   * where each name is another one. What goes into a graph or a function, and out of it, does so by an Identity for each.
   */
  readonly nodes: readonly GraphNode[];
  /** Initializers and constants, by name: their sizes, and the number itself where it is a single int64. */
  readonly constants: ReadonlyMap<string, Constant>;
}

export interface Constant {
  readonly shape: readonly number[];
  readonly value?: number;
}

/** Of functions that call others. */
const MOST_DEPTH = 100;
/** Of a model's own functions: what is called more often is not looked into. */
const MOST_CALLS = 10_000;

const INT64 = 7;

/** @returns null where the file cannot be read as a model: the engine says better why */
export function readGraph(path: string, format: 'onnx' | 'ort' = 'onnx'): Graph | null {
  const model = readOnnxModel(path, format);
  return model === null ? null : flatten(model);
}

/** @returns null where its functions never end */
export function flatten(model: OnnxModel): Graph | null {
  try {
    return new Flattening(model);
  } catch (error) {
    if (error instanceof MalformedMessage) return null;
    throw error;
  }
}

interface Ends {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Which of a node's inputs, from the first on, an inner graph gets under its own names, and how many outputs of its own it has before them. */
const PASSED_IN: Readonly<Record<string, { readonly firstInput: number; readonly ownOutputs: number }>> = {
  // The first is how often it runs, and inside how often it has run; of its outputs, whether it goes on.
  Loop: { firstInput: 1, ownOutputs: 1 },
  Scan: { firstInput: 0, ownOutputs: 0 },
  If: { firstInput: Infinity, ownOutputs: 0 },
};
const NONE = { firstInput: Infinity, ownOutputs: Infinity };
const ALL = { firstInput: 0, ownOutputs: 0 };

/** @returns an Identity for each name that is another one inside */
function joinsOf(
  { firstInput, ownOutputs }: { readonly firstInput: number; readonly ownOutputs: number },
  outer: Ends,
  inner: Ends,
): GraphNode[] {
  const join = (from: string | undefined, to: string | undefined): GraphNode[] =>
    from === undefined || to === undefined || from === '' || to === '' || from === to
      ? []
      : [{ opType: 'Identity', inputs: [from], outputs: [to], integers: {} }];
  return [
    ...inner.inputs.flatMap((name, index) => (index < firstInput ? [] : join(outer.inputs[index], name))),
    ...inner.outputs.flatMap((name, index) =>
      index < ownOutputs ? [] : join(name, outer.outputs[index - ownOutputs]),
    ),
  ];
}

class Flattening implements Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants = new Map<string, Constant>();
  /** The model's own, by domain and name. */
  readonly #functions: ReadonlyMap<string, OnnxFunction>;
  #calls = 0;
  /** What the names of the call begin with that is read; empty outside of any. */
  #scope = '';

  constructor({ functions, graph }: OnnxModel) {
    this.#functions = new Map(functions.map((own) => [keyOf(own.domain, own.name), own]));
    this.#graph(graph);
  }

  /** @returns the joins, with the function's nodes read */
  #call({ inputs, outputs, nodes }: OnnxFunction, outer: Ends, depth: number): GraphNode[] {
    if (depth > MOST_DEPTH) throw new MalformedMessage('functions within functions');
    this.#calls += 1;
    if (this.#calls > MOST_CALLS) return [];
    const caller = this.#scope;
    this.#scope = `\0${this.#calls}\0`;
    const inner = { inputs: inputs.map(this.#name), outputs: outputs.map(this.#name) };
    for (const node of nodes) this.#node(node, depth + 1);
    this.#scope = caller;
    return joinsOf(ALL, outer, inner);
  }

  /** Of a value; empty where there is none. */
  readonly #name = (name: string): string => (name === '' ? '' : this.#scope + name);

  #graph({ nodes, initializers, inputs, outputs }: OnnxGraph, depth = 0): Ends {
    for (const tensor of initializers) this.constants.set(this.#name(tensor.name), constantOf(tensor));
    for (const node of nodes) this.#node(node, depth);
    const namesOf = (values: readonly OnnxValue[]): string[] => values.map(({ name }) => this.#name(name));
    return { inputs: namesOf(inputs), outputs: namesOf(outputs) };
  }

  #node(node: OnnxNode, depth: number): void {
    const { opType, domain } = node;
    const ends = { inputs: node.inputs.map(this.#name), outputs: node.outputs.map(this.#name) };
    const attributes = [...node.attributes.values()];
    const integers = Object.fromEntries(
      [...node.attributes].flatMap(([name, { integer }]) => (integer === undefined ? [] : [[name, integer]])),
    );
    const tensor = attributes.find((attribute) => attribute.tensor !== undefined)?.tensor;
    if (opType === 'Constant' && tensor !== undefined)
      this.constants.set(ends.outputs[0] ?? '', constantOf(tensor));
    const called = this.#functions.get(keyOf(domain, opType));
    const joins = [
      ...attributes.flatMap(({ graphs }) =>
        graphs.flatMap((graph) => joinsOf(PASSED_IN[opType] ?? NONE, ends, this.#graph(graph, depth))),
      ),
      ...(called === undefined ? [] : this.#call(called, ends, depth)),
    ];
    // The node comes last: it is what its outputs are made by.
    this.nodes.push(...joins, { opType, ...ends, integers });
  }
}

function keyOf(domain: string, name: string): string {
  return `${domain}\0${name}`;
}

function constantOf({ shape, elementType, numbers }: OnnxTensor): Constant {
  const value = elementType === INT64 && shape.every((size) => size === 1) ? numbers?.[0] : undefined;
  return value === undefined ? { shape } : { shape, value };
}

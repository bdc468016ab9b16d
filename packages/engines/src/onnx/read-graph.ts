/** The nodes of an ONNX model, and the shapes of its weights: enough to say what an input is for. No weights are read. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { MalformedMessage, ProtoFile, type Field } from './proto-file.ts';

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

/** Protobuf's own limit. */
const MOST_DEPTH = 100;
/** Of a model's own functions: what is called more often is not looked into. */
const MOST_CALLS = 10_000;

/** Numbers of onnx.proto. */
const MODEL = { graph: 7, functions: 25 } as const;
const FUNCTION = { name: 1, input: 4, output: 5, node: 7, domain: 10 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const VALUE = { name: 1 } as const;
const NODE = { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, graph: 6, graphs: 11 } as const;
const TENSOR = { dims: 1, elementType: 2, int64s: 7, name: 8, raw: 9 } as const;
const INT64 = 7;

/** @returns null where the file cannot be read as a model: the engine says better why */
export function readGraph(path: string): Graph | null {
  const fd = openSync(path, 'r');
  try {
    const reader = new GraphReader(new ProtoFile(fd));
    reader.model({ start: 0, end: fstatSync(fd).size });
    return reader;
  } catch (error) {
    if (error instanceof MalformedMessage || error instanceof RangeError) return null;
    throw error;
  } finally {
    closeSync(fd);
  }
}

type Span = Pick<Field, 'start' | 'end'>;

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

class GraphReader implements Graph {
  readonly nodes: GraphNode[] = [];
  readonly constants = new Map<string, Constant>();
  readonly #file: ProtoFile;
  /** Where the model's own functions are, by domain and name. */
  readonly #functions = new Map<string, Span>();
  #calls = 0;
  /** What the names of the call begin with that is read; empty outside of any. */
  #scope = '';

  constructor(file: ProtoFile) {
    this.#file = file;
  }

  model(span: Span): void {
    const fields = [...this.#file.fields(span)];
    for (const field of fields)
      if (field.number === MODEL.functions) this.#functions.set(this.#keyOf(field), field);
    for (const field of fields) if (field.number === MODEL.graph) this.#graph(field, 0);
  }

  #keyOf(span: Span): string {
    let [name, domain] = ['', ''];
    for (const field of this.#file.fields(span)) {
      if (field.number === FUNCTION.name) name = this.#file.text(field);
      else if (field.number === FUNCTION.domain) domain = this.#file.text(field);
    }
    return `${domain}\0${name}`;
  }

  /** @returns the joins, with the function's nodes read */
  #call(span: Span, outer: Ends, depth: number): GraphNode[] {
    if (depth > MOST_DEPTH) throw new MalformedMessage('functions within functions');
    this.#calls += 1;
    if (this.#calls > MOST_CALLS) return [];
    const caller = this.#scope;
    this.#scope = `\0${this.#calls}\0`;
    const [inputs, outputs]: [string[], string[]] = [[], []];
    for (const field of this.#file.fields(span)) {
      if (field.number === FUNCTION.input) inputs.push(this.#name(field));
      else if (field.number === FUNCTION.output) outputs.push(this.#name(field));
      else if (field.number === FUNCTION.node) this.#node(field, depth + 1);
    }
    this.#scope = caller;
    return joinsOf(ALL, outer, { inputs, outputs });
  }

  /** Of a value; empty where there is none. */
  #name(field: Field): string {
    const name = this.#file.text(field);
    return name === '' ? '' : this.#scope + name;
  }

  #graph(span: Span, depth: number): Ends {
    if (depth > MOST_DEPTH) throw new MalformedMessage('graphs within graphs');
    const [inputs, outputs]: [string[], string[]] = [[], []];
    for (const field of this.#file.fields(span)) {
      if (field.number === GRAPH.node) this.#node(field, depth);
      else if (field.number === GRAPH.input) inputs.push(this.#valueName(field));
      else if (field.number === GRAPH.output) outputs.push(this.#valueName(field));
      else if (field.number === GRAPH.initializer) {
        const { name, constant } = this.#tensor(field);
        this.constants.set(name, constant);
      }
    }
    return { inputs, outputs };
  }

  #valueName(span: Span): string {
    for (const field of this.#file.fields(span)) if (field.number === VALUE.name) return this.#name(field);
    return '';
  }

  #node(span: Span, depth: number): void {
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const integers: Record<string, number> = {};
    const graphs: Ends[] = [];
    let [opType, domain] = ['', ''];
    let constant: Constant | undefined;
    for (const field of this.#file.fields(span)) {
      if (field.number === NODE.input) inputs.push(this.#name(field));
      else if (field.number === NODE.output) outputs.push(this.#name(field));
      else if (field.number === NODE.opType) opType = this.#file.text(field);
      else if (field.number === NODE.domain) domain = this.#file.text(field);
      else if (field.number === NODE.attribute) {
        const attribute = this.#attribute(field, depth);
        if (attribute.integer !== undefined) integers[attribute.name] = attribute.integer;
        constant ??= attribute.tensor;
        graphs.push(...attribute.graphs);
      }
    }
    if (opType === 'Constant' && constant !== undefined) this.constants.set(outputs[0] ?? '', constant);
    const joins = this.#joins({ opType, domain }, { inputs, outputs }, graphs, depth);
    // The node comes last: it is what its outputs are made by.
    this.nodes.push(...joins, { opType, inputs, outputs, integers });
  }

  /** @param graphs the node's own */
  #joins(
    { opType, domain }: { readonly opType: string; readonly domain: string },
    outer: Ends,
    graphs: readonly Ends[],
    depth: number,
  ): GraphNode[] {
    const called = this.#functions.get(`${domain}\0${opType}`);
    return [
      ...graphs.flatMap((inner) => joinsOf(PASSED_IN[opType] ?? NONE, outer, inner)),
      ...(called === undefined ? [] : this.#call(called, outer, depth)),
    ];
  }

  #attribute(
    span: Span,
    depth: number,
  ): { name: string; integer?: number; tensor?: Constant; graphs: readonly Ends[] } {
    const graphs: Ends[] = [];
    let [name, integer, tensor]: [string, number | undefined, Constant | undefined] = [
      '',
      undefined,
      undefined,
    ];
    for (const field of this.#file.fields(span)) {
      if (field.number === ATTRIBUTE.name) name = this.#file.text(field);
      else if (field.number === ATTRIBUTE.integer) integer = field.value ?? 0;
      else if (field.number === ATTRIBUTE.tensor) ({ constant: tensor } = this.#tensor(field));
      else if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs)
        graphs.push(this.#graph(field, depth + 1));
    }
    return {
      name,
      graphs,
      ...(integer === undefined ? {} : { integer }),
      ...(tensor === undefined ? {} : { tensor }),
    };
  }

  #tensor(span: Span): { name: string; constant: Constant } {
    const shape: number[] = [];
    const values: number[] = [];
    let [name, elementType]: [string, number] = ['', 0];
    let raw: Field | undefined;
    for (const field of this.#file.fields(span)) {
      if (field.number === TENSOR.dims) shape.push(...this.#file.integers(field));
      else if (field.number === TENSOR.elementType) elementType = field.value ?? 0;
      else if (field.number === TENSOR.name) name = this.#name(field);
      else if (field.number === TENSOR.int64s) values.push(...this.#file.integers(field));
      else if (field.number === TENSOR.raw) raw = field;
    }
    if (elementType !== INT64 || shape.some((size) => size !== 1)) return { name, constant: { shape } };
    const value = raw === undefined ? values[0] : this.#file.int64(raw);
    return { name, constant: value === undefined ? { shape } : { shape, value } };
  }
}

/** Reads what an ONNX model is made of, from a file that may be damaged or hostile. Weights are skipped, so gigabytes of them take no time. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import type {
  OnnxAttribute,
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
} from './onnx-model.ts';
import { MalformedMessage, ProtoFile, type Field } from './proto-file.ts';
import { readOrt } from './read-ort.ts';
import { readEntry, readSparse, readTensor } from './read-tensor.ts';
import { readType, type ValueType } from './read-type.ts';

/** Protobuf's own limit. */
const MOST_DEPTH = 100;

/** Numbers of onnx.proto. */
const MODEL = {
  ir: 1,
  producer: 2,
  producerVersion: 3,
  graph: 7,
  opset: 8,
  metadata: 14,
  function: 25,
} as const;
const OPSET = { domain: 1, version: 2 } as const;
const FUNCTION = { name: 1, input: 4, output: 5, node: 7, domain: 10 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, value: 13, sparse: 15 } as const;
const VALUE = { name: 1, type: 2 } as const;
const NODE = { input: 1, output: 2, opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { name: 1, integer: 3, text: 4, tensor: 5, graph: 6, integers: 8, graphs: 11 } as const;
/** @returns null where the file cannot be read as a model @throws the system's error where it cannot be read at all */
export function readOnnxModel(path: string, format: 'onnx' | 'ort' = 'onnx'): OnnxModel | null {
  const fd = openSync(path, 'r');
  try {
    if (format === 'ort') return readOrt(fd);
    return new ModelReader(new ProtoFile(fd)).model({ start: 0, end: fstatSync(fd).size });
  } catch (error) {
    if (error instanceof MalformedMessage || error instanceof RangeError) return null;
    throw error;
  } finally {
    closeSync(fd);
  }
}

type Span = Pick<Field, 'start' | 'end'>;

class ModelReader {
  readonly #file: ProtoFile;

  constructor(file: ProtoFile) {
    this.#file = file;
  }

  model(span: Span): OnnxModel | null {
    const producer = { name: '', version: '' };
    const opsets = new Map<string, number>();
    const metadata = new Map<string, string>();
    const functions: OnnxFunction[] = [];
    let irVersion: number | null = null;
    let graph: OnnxGraph | null = null;
    for (const field of this.#file.fields(span)) {
      if (field.number === MODEL.ir) irVersion = field.value;
      else if (field.number === MODEL.producer) producer.name = this.#file.text(field);
      else if (field.number === MODEL.producerVersion) producer.version = this.#file.text(field);
      else if (field.number === MODEL.graph) graph = this.#graph(field, 0);
      else if (field.number === MODEL.opset) opsets.set(...this.#opset(field));
      else if (field.number === MODEL.metadata) metadata.set(...readEntry(this.#file, field));
      else if (field.number === MODEL.function) functions.push(this.#function(field));
    }
    return graph === null ? null : { irVersion, producer, opsets, metadata, functions, graph };
  }

  #opset(span: Span): [string, number] {
    let [domain, version] = ['', 0];
    for (const field of this.#file.fields(span)) {
      if (field.number === OPSET.domain) domain = this.#file.text(field);
      else if (field.number === OPSET.version) version = field.value ?? 0;
    }
    return [domain, version];
  }

  #function(span: Span): OnnxFunction {
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const nodes: OnnxNode[] = [];
    let [name, domain] = ['', ''];
    for (const field of this.#file.fields(span)) {
      if (field.number === FUNCTION.name) name = this.#file.text(field);
      else if (field.number === FUNCTION.domain) domain = this.#file.text(field);
      else if (field.number === FUNCTION.input) inputs.push(this.#file.text(field));
      else if (field.number === FUNCTION.output) outputs.push(this.#file.text(field));
      else if (field.number === FUNCTION.node) nodes.push(this.#node(field, 0));
    }
    return { name, domain, inputs, outputs, nodes };
  }

  #graph(span: Span, depth: number): OnnxGraph {
    if (depth > MOST_DEPTH) throw new MalformedMessage('graphs within graphs');
    const [inputs, outputs, values]: [OnnxValue[], OnnxValue[], OnnxValue[]] = [[], [], []];
    const nodes: OnnxNode[] = [];
    const initializers: OnnxTensor[] = [];
    for (const field of this.#file.fields(span)) {
      if (field.number === GRAPH.node) nodes.push(this.#node(field, depth));
      else if (field.number === GRAPH.initializer) initializers.push(readTensor(this.#file, field));
      else if (field.number === GRAPH.sparse) initializers.push(readSparse(this.#file, field));
      else if (field.number === GRAPH.input) inputs.push(this.#value(field));
      else if (field.number === GRAPH.output) outputs.push(this.#value(field));
      else if (field.number === GRAPH.value) values.push(this.#value(field));
    }
    return { nodes, initializers, inputs, outputs, values };
  }

  #value(span: Span): OnnxValue {
    let name = '';
    let type: ValueType = { elementType: null, shape: null };
    for (const field of this.#file.fields(span)) {
      if (field.number === VALUE.name) name = this.#file.text(field);
      else if (field.number === VALUE.type) type = readType(this.#file, field);
    }
    return { name, ...type };
  }

  #node(span: Span, depth: number): OnnxNode {
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const attributes = new Map<string, OnnxAttribute>();
    let [opType, domain] = ['', ''];
    for (const field of this.#file.fields(span)) {
      if (field.number === NODE.input) inputs.push(this.#file.text(field));
      else if (field.number === NODE.output) outputs.push(this.#file.text(field));
      else if (field.number === NODE.opType) opType = this.#file.text(field);
      else if (field.number === NODE.domain) domain = this.#file.text(field);
      else if (field.number === NODE.attribute) attributes.set(...this.#attribute(field, depth));
    }
    return { opType, domain, inputs, outputs, attributes };
  }

  #attribute(span: Span, depth: number): [string, OnnxAttribute] {
    const integers: number[] = [];
    const graphs: OnnxGraph[] = [];
    const single: { integer?: number; text?: string; tensor?: OnnxTensor } = {};
    let name = '';
    for (const field of this.#file.fields(span)) {
      if (field.number === ATTRIBUTE.name) name = this.#file.text(field);
      else if (field.number === ATTRIBUTE.integer) single.integer = field.value ?? 0;
      else if (field.number === ATTRIBUTE.text) single.text = this.#file.text(field);
      else if (field.number === ATTRIBUTE.tensor) single.tensor = readTensor(this.#file, field);
      else if (field.number === ATTRIBUTE.integers) integers.push(...this.#file.integers(field));
      else if (field.number === ATTRIBUTE.graph || field.number === ATTRIBUTE.graphs)
        graphs.push(this.#graph(field, depth + 1));
    }
    return [name, { ...single, integers, graphs }];
  }
}

/** Reads what a model in ONNX Runtime's own format is made of. Numbers of fields are those of its schema, ort.fbs. */
import type { Container } from '@dumont/protocol';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './onnx-model.ts';
import { FlatFile, type FlatTable } from './flat-file.ts';
import { numbersOf } from './few-numbers.ts';
import { MalformedMessage } from './proto-file.ts';

const IDENTIFIER = 'ORTM';
const MOST_DEPTH = 100;

const SESSION = { model: 1 } as const;
const MODEL = { ir: 0, opsets: 1, producer: 2, producerVersion: 3, graph: 7, metadata: 9 } as const;
const PAIR = { first: 0, second: 1 } as const;
const GRAPH = { initializers: 0, values: 1, nodes: 2, inputs: 5, outputs: 6 } as const;
const NODE = { domain: 2, opType: 5, inputs: 8, outputs: 9, attributes: 10 } as const;
const ATTRIBUTE = {
  name: 0,
  type: 2,
  integer: 4,
  text: 5,
  tensor: 6,
  graph: 7,
  integers: 9,
  graphs: 12,
} as const;
const TENSOR = { name: 0, dims: 2, elementType: 3, raw: 4 } as const;
const VALUE = { name: 0, type: 2 } as const;
const TYPE = { kind: 1, value: 2 } as const;
const TENSOR_TYPE = { elementType: 0, shape: 1 } as const;
const SEQUENCE = { elements: 0 } as const;
const MAP = { values: 1 } as const;
const SHAPE = { dimensions: 0 } as const;
const DIMENSION = { value: 0 } as const;
const SIZE = { kind: 0, size: 1, name: 2 } as const;

/** Kinds of a type, of a dimension, of an attribute. */
const IS = { tensor: 1, sequence: 2, map: 3 } as const;
const FIXED = 1;
const INTEGER = 2;

/** @param fd open @throws MalformedMessage */
export function readOrt(fd: number): OnnxModel {
  const model = new FlatFile(fd).root(IDENTIFIER).table(SESSION.model);
  const graph = model?.table(MODEL.graph);
  if (model === null || graph === null || graph === undefined) throw new MalformedMessage('it has no graph');
  return {
    irVersion: model.int64(MODEL.ir),
    producer: { name: model.text(MODEL.producer), version: model.text(MODEL.producerVersion) },
    opsets: new Map(
      model.tables(MODEL.opsets).map((each) => [each.text(PAIR.first), each.int64(PAIR.second) ?? 0]),
    ),
    metadata: new Map(
      model.tables(MODEL.metadata).map((each) => [each.text(PAIR.first), each.text(PAIR.second)]),
    ),
    functions: [],
    graph: readGraph(graph, 0),
  };
}

function readGraph(graph: FlatTable, depth: number): OnnxGraph {
  if (depth > MOST_DEPTH) throw new MalformedMessage('graphs within graphs');
  const values = new Map(
    graph.tables(GRAPH.values).map((value) => [value.text(VALUE.name), readValue(value)]),
  );
  const named = (name: string): OnnxValue => values.get(name) ?? { name, elementType: null, shape: null };
  return {
    nodes: graph.tables(GRAPH.nodes).map((node) => readNode(node, depth)),
    initializers: graph.tables(GRAPH.initializers).map(readTensor),
    inputs: graph.texts(GRAPH.inputs).map(named),
    outputs: graph.texts(GRAPH.outputs).map(named),
    values: [...values.values()],
  };
}

function readNode(node: FlatTable, depth: number): OnnxNode {
  return {
    opType: node.text(NODE.opType),
    domain: node.text(NODE.domain),
    inputs: node.texts(NODE.inputs),
    outputs: node.texts(NODE.outputs),
    attributes: new Map(
      node
        .tables(NODE.attributes)
        .map((attribute) => [attribute.text(ATTRIBUTE.name), readAttribute(attribute, depth)]),
    ),
  };
}

function readAttribute(attribute: FlatTable, depth: number): OnnxAttribute {
  const text = attribute.text(ATTRIBUTE.text);
  const tensor = attribute.table(ATTRIBUTE.tensor);
  const graphs = [attribute.table(ATTRIBUTE.graph) ?? [], attribute.tables(ATTRIBUTE.graphs)].flat();
  return {
    // What is 0 is left out of the file: the kind alone says that it is there.
    ...(attribute.int32(ATTRIBUTE.type) === INTEGER
      ? { integer: attribute.int64(ATTRIBUTE.integer) ?? 0 }
      : {}),
    integers: attribute.int64s(ATTRIBUTE.integers),
    ...(text === '' ? {} : { text }),
    ...(tensor === null ? {} : { tensor: readTensor(tensor) }),
    graphs: graphs.map((graph) => readGraph(graph, depth + 1)),
  };
}

function readTensor(tensor: FlatTable): OnnxTensor {
  const elementType = tensor.int32(TENSOR.elementType) ?? 0;
  const shape = tensor.int64s(TENSOR.dims);
  const numbers = numbersOf(elementType, shape, (most) => tensor.raw(TENSOR.raw, most));
  return {
    name: tensor.text(TENSOR.name),
    ...{ elementType, shape },
    ...(numbers === undefined ? {} : { numbers }),
  };
}

function readValue(value: FlatTable): OnnxValue {
  const name = value.text(VALUE.name);
  const containers: Container[] = [];
  let type = value.table(VALUE.type);
  // A sequence of maps is the deepest that there is.
  for (let depth = 0; depth < MOST_DEPTH && type !== null; depth++) {
    const kind = type.int8(TYPE.kind);
    const content = type.table(TYPE.value);
    if (kind === IS.tensor && content !== null)
      return { name, ...readTensorType(content), ...join(containers) };
    containers.push(kind === IS.map ? 'map' : 'sequence');
    type = content?.table(kind === IS.map ? MAP.values : SEQUENCE.elements) ?? null;
  }
  return { name, elementType: null, shape: null };
}

function join([outer, inner]: readonly Container[]): Pick<OnnxValue, 'container'> {
  if (outer === undefined) return {};
  return { container: inner === 'map' ? 'sequence of maps' : outer };
}

function readTensorType(type: FlatTable): Pick<OnnxValue, 'elementType' | 'shape'> {
  const shape = type.table(TENSOR_TYPE.shape);
  return {
    elementType: type.int32(TENSOR_TYPE.elementType),
    shape: shape === null ? null : shape.tables(SHAPE.dimensions).map(readDimension),
  };
}

function readDimension(dimension: FlatTable): number | string {
  const size = dimension.table(DIMENSION.value);
  if (size === null) return '';
  return size.int8(SIZE.kind) === FIXED ? (size.int64(SIZE.size) ?? 0) : size.text(SIZE.name);
}

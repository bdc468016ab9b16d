/** Writes ONNX models: the null model, and whatever a test or tool needs. Field numbers are those of onnx.proto. */
import type { Container } from '@dumont/protocol';
import { PbfWriter } from 'pbf';
import { ELEMENT_TYPE_NUMBERS, type ElementTypeName } from './element-type.ts';
import { writeTensorProto, type TensorSpec } from './write-tensor-proto.ts';
import { writeText } from './write-text.ts';

export interface ModelSpec extends GraphSpec {
  /** 8 where left out. */
  readonly irVersion?: number;
  /** Operator set versions by domain; `''` is ONNX's own, 17 where left out. */
  readonly opsets?: Readonly<Record<string, number>>;
  /** Its own operators: their domains are among `opsets`. */
  readonly functions?: readonly FunctionSpec[];
}

export interface FunctionSpec {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Of ONNX's own operators, as of set 17. */
  readonly nodes: readonly NodeSpec[];
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly inputs?: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly initializers?: readonly TensorSpec[];
}

export interface NodeSpec {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
}

export type AttributeSpec =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly tensor: TensorSpec }
  | { readonly graph: GraphSpec }
  | { readonly floats: readonly number[] }
  | { readonly ints: readonly number[] };

export interface ValueSpec {
  readonly name: string;
  readonly elementType: ElementTypeName;
  /** Size, dimension name, or null for a dimension without either; left out where the rank is unknown. */
  readonly shape?: readonly (number | string | null)[];
  /** Plain tensors where left out. */
  readonly container?: Container;
}

export function encodeModel(model: ModelSpec): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, model.irVersion ?? 8);
  writeText(pbf, 2, 'dumont');
  pbf.writeMessage(7, writeGraph, model);
  for (const opset of Object.entries({ '': 17, ...model.opsets })) pbf.writeMessage(8, writeOpset, opset);
  for (const own of model.functions ?? []) pbf.writeMessage(25, writeFunction, own);
  return pbf.finish();
}

function writeFunction({ name, domain, inputs, outputs, nodes }: FunctionSpec, pbf: PbfWriter): void {
  writeText(pbf, 1, name);
  for (const input of inputs) writeText(pbf, 4, input);
  for (const output of outputs) writeText(pbf, 5, output);
  for (const node of nodes) pbf.writeMessage(7, writeNode, node);
  // It may call others of its domain.
  for (const opset of Object.entries({ '': 17, [domain]: 1 })) pbf.writeMessage(9, writeOpset, opset);
  writeText(pbf, 10, domain);
}

function writeOpset([domain, version]: readonly [string, number], pbf: PbfWriter): void {
  writeText(pbf, 1, domain);
  pbf.writeVarintField(2, version);
}

function writeGraph(graph: GraphSpec, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  writeText(pbf, 2, 'graph');
  for (const initializer of graph.initializers ?? []) pbf.writeMessage(5, writeTensorProto, initializer);
  for (const input of graph.inputs ?? []) pbf.writeMessage(11, writeValue, input);
  for (const output of graph.outputs) pbf.writeMessage(12, writeValue, output);
}

function writeNode(node: NodeSpec, pbf: PbfWriter): void {
  for (const input of node.inputs) writeText(pbf, 1, input);
  for (const output of node.outputs) writeText(pbf, 2, output);
  if (node.name !== undefined) writeText(pbf, 3, node.name);
  writeText(pbf, 4, node.opType);
  for (const attribute of Object.entries(node.attributes ?? {}))
    pbf.writeMessage(5, writeAttribute, attribute);
  if (node.domain !== undefined) writeText(pbf, 7, node.domain);
}

/** The last field says which of the others holds the value. */
function writeAttribute([name, value]: readonly [string, AttributeSpec], pbf: PbfWriter): void {
  writeText(pbf, 1, name);
  pbf.writeVarintField(20, writeAttributeValue(value, pbf));
}

function writeAttributeValue(value: AttributeSpec, pbf: PbfWriter): number {
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    return 1;
  }
  if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    return 2;
  }
  if ('string' in value) {
    writeText(pbf, 4, value.string);
    return 3;
  }
  if ('tensor' in value) {
    pbf.writeMessage(5, writeTensorProto, value.tensor);
    return 4;
  }
  if ('graph' in value) {
    pbf.writeMessage(6, writeGraph, value.graph);
    return 5;
  }
  if ('floats' in value) {
    pbf.writePackedFloat(7, [...value.floats]);
    return 6;
  }
  pbf.writePackedVarint(8, [...value.ints]);
  return 7;
}

function writeValue(value: ValueSpec, pbf: PbfWriter): void {
  writeText(pbf, 1, value.name);
  const layers = value.container === undefined ? [] : LAYERS[value.container];
  pbf.writeMessage(2, writeType, { layers, value });
}

type Layer = 'sequence' | 'map' | 'optional';

/** From the outside in. */
const LAYERS: Readonly<Record<Container, readonly Layer[]>> = {
  sequence: ['sequence'],
  optional: ['optional'],
  'optional sequence': ['optional', 'sequence'],
  map: ['map'],
  'sequence of maps': ['sequence', 'map'],
};

/** Fields of TypeProto; that of a tensor is 1. */
const LAYER_FIELD: Readonly<Record<Layer, number>> = { sequence: 4, map: 5, optional: 9 };

interface TypeSpec {
  readonly layers: readonly Layer[];
  readonly value: ValueSpec;
}

function writeType({ layers: [layer, ...inner], value }: TypeSpec, pbf: PbfWriter): void {
  if (layer === undefined) pbf.writeMessage(1, writeTensorType, value);
  else
    pbf.writeMessage(LAYER_FIELD[layer], layer === 'map' ? writeMapType : writeHolderType, {
      layers: inner,
      value,
    });
}

function writeHolderType(type: TypeSpec, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeType, type);
}

/** Keys are whole numbers. */
function writeMapType(type: TypeSpec, pbf: PbfWriter): void {
  pbf.writeVarintField(1, ELEMENT_TYPE_NUMBERS.int64);
  pbf.writeMessage(2, writeType, type);
}

function writeTensorType(value: ValueSpec, pbf: PbfWriter): void {
  pbf.writeVarintField(1, ELEMENT_TYPE_NUMBERS[value.elementType]);
  if (value.shape !== undefined) pbf.writeMessage(2, writeShape, value.shape);
}

function writeShape(shape: readonly (number | string | null)[], pbf: PbfWriter): void {
  for (const size of shape) {
    pbf.writeMessage(
      1,
      (dimension: number | string | null, nested) => {
        if (typeof dimension === 'number') nested.writeVarintField(1, dimension);
        if (typeof dimension === 'string') writeText(nested, 2, dimension);
      },
      size,
    );
  }
}

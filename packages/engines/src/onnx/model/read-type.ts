/** Reads ONNX's TypeProto message: what kind of value it is, of which elements, of which shape. */
import type { Container } from '@dumont/protocol';
import type { Field, ProtoFile } from './proto-file.ts';
import type { OnnxValue } from './onnx-model.ts';

export type ValueType = Omit<OnnxValue, 'name'>;

/** Numbers of onnx.proto. A sequence and an optional have what they are of under 1, a map under 2. */
const TYPE = { tensor: 1, sequence: 4, map: 5, sparse: 8, optional: 9 } as const;
const TENSOR = { elementType: 1, shape: 2 } as const;
const HELD = { sequence: 1, optional: 1, map: 2 } as const;
const SHAPE = { dimension: 1 } as const;
const DIMENSION = { size: 1, name: 2 } as const;

const UNKNOWN: ValueType = { elementType: null, shape: null };
/** Of containers in containers; ONNX Runtime has no deeper ones. */
const MOST_DEPTH = 3;

type Kind = keyof typeof HELD;
type Span = Pick<Field, 'start' | 'end'>;

/** From the outside in. */
const CONTAINERS: Readonly<Record<string, Container>> = {
  sequence: 'sequence',
  map: 'map',
  optional: 'optional',
  'optional sequence': 'optional sequence',
  'sequence map': 'sequence of maps',
};

export function readType(file: ProtoFile, span: Span): ValueType {
  const layers: Kind[] = [];
  const type = readLayer(file, span, layers);
  const container = CONTAINERS[layers.join(' ')];
  return container === undefined ? type : { ...type, container };
}

function readLayer(file: ProtoFile, span: Span, layers: Kind[]): ValueType {
  for (const field of file.fields(span)) {
    if (field.number === TYPE.tensor || field.number === TYPE.sparse) return readTensor(file, field);
    const kind = KIND_OF[field.number];
    if (kind === undefined || layers.length === MOST_DEPTH) continue;
    layers.push(kind);
    for (const inner of file.fields(field))
      if (inner.number === HELD[kind]) return readLayer(file, inner, layers);
  }
  return UNKNOWN;
}

const KIND_OF: Readonly<Record<number, Kind>> = {
  [TYPE.sequence]: 'sequence',
  [TYPE.map]: 'map',
  [TYPE.optional]: 'optional',
};

function readTensor(file: ProtoFile, span: Span): ValueType {
  let elementType: number | null = null;
  let shape: (number | string)[] | null = null;
  for (const field of file.fields(span)) {
    if (field.number === TENSOR.elementType) elementType = field.value;
    else if (field.number === TENSOR.shape) shape = readShape(file, field);
  }
  return { elementType, shape };
}

function readShape(file: ProtoFile, span: Span): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const field of file.fields(span)) {
    if (field.number !== SHAPE.dimension) continue;
    let size: number | string = '';
    for (const part of file.fields(field)) {
      if (part.number === DIMENSION.size) size = part.value ?? 0;
      else if (part.number === DIMENSION.name) size = file.text(part);
    }
    shape.push(typeof size === 'number' && size < 0 ? '' : size);
  }
  return shape;
}

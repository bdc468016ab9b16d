/** Writes values as ONNX's messages: the `input_0.pb` of a test data set where it is no tensor. */
import { PbfWriter } from 'pbf';
import { isSequence, isTensor, type MapValue, type Sequence, type Value } from '../../value.ts';
import { ELEMENT_TYPE_NUMBERS } from '../element-type.ts';
import { encodeTensor } from '../write-tensor-proto.ts';
import { writeText } from '../write-text.ts';

/** SequenceProto.DataType and OptionalProto.DataType, and the field that holds such messages in both. */
const TENSOR = { kind: 1, field: 3 };
const SEQUENCE = { kind: 3, field: 5 };
const MAP = { kind: 4, field: 6 };

/** @returns a TensorProto, SequenceProto or MapProto; of an optional without a value an OptionalProto */
export function encodeValue(value: Value): Uint8Array {
  if (value === null) return encodeHolder({ kind: 0, field: 0 }, []);
  if (isTensor(value)) return encodeTensor(value);
  return isSequence(value) ? encodeSequence(value) : encodeMap(value);
}

/** @returns an OptionalProto around it */
export function encodeOptional(value: NonNullable<Value>): Uint8Array {
  return encodeHolder(shapeOf(value), [value]);
}

function encodeSequence({ elements }: Sequence): Uint8Array {
  return encodeHolder(shapeOf(elements[0] ?? null), elements);
}

function shapeOf(value: Value): typeof TENSOR {
  if (value === null || isTensor(value)) return TENSOR;
  return isSequence(value) ? SEQUENCE : MAP;
}

function encodeHolder({ kind, field }: typeof TENSOR, values: readonly Value[]): Uint8Array {
  const pbf = new PbfWriter();
  writeText(pbf, 1, 'held');
  pbf.writeVarintField(2, kind);
  for (const value of values) pbf.writeBytesField(field, encodeValue(value));
  return pbf.finish();
}

function encodeMap({ keys, values }: MapValue): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(2, ELEMENT_TYPE_NUMBERS[keys.dtype]);
  for (const key of keys.data) {
    if (typeof key === 'string') writeText(pbf, 4, key);
    else pbf.writeVarintField(3, Number(key));
  }
  const elements = [...values.data.keys()].map((index) => ({
    ...values,
    shape: [],
    data: values.data.slice(index, index + 1),
  }));
  pbf.writeBytesField(5, encodeSequence({ elements }));
  return pbf.finish();
}

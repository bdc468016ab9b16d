/** Reads ONNX's TensorProto message from bytes that may be damaged or hostile: nothing claimed is believed before it is counted. */
import { DumontError, tensorTypeSchema, type TensorType } from '@dumont/protocol';
import { PbfReader } from 'pbf';
import {
  allocateElements,
  byteLengthOf,
  elementsFromBytes,
  isFourBit,
  MAX_RANK,
  type FixedSizeType,
} from '../element-layout.ts';
import { elementCount, type Tensor, type TensorElements } from '../tensor.ts';
import { elementTypeName } from './element-type.ts';
import { decodeVarints } from './varint.ts';

/** Fields of the message as they came; typed ones as the bytes of their elements, whether packed or one by one. */
interface Message {
  dims: Uint8Array[];
  elementType: number;
  external: boolean;
  raw: Uint8Array | null;
  strings: Uint8Array[];
  readonly typed: Map<number, Uint8Array[]>;
}

const FIELD = { dims: 1, elementType: 2, strings: 6, raw: 9, location: 14 } as const;
const FLOATS = 4;
const INT32S = 5;
const INT64S = 7;
const DOUBLES = 10;
const UINT64S = 11;

/** Which field holds the elements of a type where there is no raw data. */
const TYPED_FIELD: Readonly<Record<FixedSizeType, number>> = {
  float32: FLOATS,
  float64: DOUBLES,
  float16: INT32S,
  bfloat16: INT32S,
  float8e4m3fn: INT32S,
  float8e4m3fnuz: INT32S,
  float8e5m2: INT32S,
  float8e5m2fnuz: INT32S,
  float4e2m1: INT32S,
  int8: INT32S,
  int16: INT32S,
  int32: INT32S,
  int64: INT64S,
  uint8: INT32S,
  uint16: INT32S,
  uint32: UINT64S,
  uint64: UINT64S,
  bool: INT32S,
  int4: INT32S,
  uint4: INT32S,
};

/**
 * @param where the file, for messages
 * @throws DumontError INPUT_INVALID
 */
export function decodeTensor(bytes: Uint8Array, where: string): Tensor {
  try {
    return decode(bytes, where);
  } catch (cause) {
    if (cause instanceof DumontError) throw cause;
    // pbf and the typed arrays throw plain errors on bytes that are no message.
    throw invalid(where, 'is not an ONNX tensor (TensorProto), or it is damaged', cause);
  }
}

function decode(bytes: Uint8Array, where: string): Tensor {
  const message = parseMessage(bytes, where);
  const dtype = parseElementType(message.elementType, where);
  if (message.external)
    throw invalid(where, 'keeps its data in another file, which is not supported for inputs');
  const shape = parseDims(message.dims, where);
  return { dtype, shape, data: readElements(message, dtype, elementCount(shape), where) };
}

function invalid(where: string, what: string, cause?: unknown): DumontError {
  return new DumontError('INPUT_INVALID', `${where} ${what}`, { cause });
}

function parseMessage(bytes: Uint8Array, where: string): Message {
  const pbf = new PbfReader(bytes);
  const message: Message = {
    dims: [],
    elementType: 0,
    external: false,
    raw: null,
    strings: [],
    typed: new Map(),
  };
  pbf.readFields(readField, message);
  // A length beyond the end is not noticed by the reader itself.
  if (pbf.pos !== bytes.length) throw invalid(where, 'is cut short, or not an ONNX tensor (TensorProto)');
  return message;
}

function readField(field: number, message: Message, pbf: PbfReader): void {
  switch (field) {
    case FIELD.dims:
      message.dims.push(takeBytes(pbf));
      break;
    case FIELD.elementType:
      message.elementType = pbf.readVarint();
      break;
    case FIELD.strings:
      message.strings.push(pbf.readBytes());
      break;
    case FIELD.raw:
      message.raw = pbf.readBytes();
      break;
    case FIELD.location:
      message.external = pbf.readVarint() === 1;
      break;
    case FLOATS:
    case INT32S:
    case INT64S:
    case DOUBLES:
    case UINT64S:
      addTyped(message, field, takeBytes(pbf));
      break;
    default:
    // Names and notes do not matter here.
  }
}

function addTyped(message: Message, field: number, bytes: Uint8Array): void {
  const chunks = message.typed.get(field);
  if (chunks === undefined) message.typed.set(field, [bytes]);
  else chunks.push(bytes);
}

const LENGTH_DELIMITED = 2;

/** The bytes of a repeated number: all of them where packed, one element where not. */
export function takeBytes(pbf: PbfReader): Uint8Array {
  if (pbf.type === LENGTH_DELIMITED) return pbf.readBytes();
  const start = pbf.pos;
  pbf.skip(pbf.type);
  return pbf.buf.subarray(start, pbf.pos);
}

function parseElementType(number: number, where: string): TensorType {
  const parsed = tensorTypeSchema.safeParse(elementTypeName(number));
  if (parsed.success) return parsed.data;
  throw invalid(where, `holds elements of ${elementTypeName(number)}, which onnxruntime does not take`);
}

function parseDims(chunks: readonly Uint8Array[], where: string): number[] {
  const dims = decodeVarints(Buffer.concat(chunks)).map(Number);
  if (dims.length > MAX_RANK) throw invalid(where, `claims ${dims.length} dimensions`);
  if (dims.some((size) => size < 0 || !Number.isSafeInteger(size))) {
    throw invalid(where, `claims an impossible shape: ${dims.join('x')}`);
  }
  return dims;
}

function readElements(message: Message, dtype: TensorType, count: number, where: string): TensorElements {
  if (dtype === 'string') {
    expectCount(message.strings.length, count, 'strings', where);
    return message.strings.map((bytes) => Buffer.from(bytes).toString('utf8'));
  }
  if (message.raw !== null) {
    expectCount(message.raw.length, byteLengthOf(dtype, count), 'bytes', where);
    return elementsFromBytes(dtype, count, message.raw);
  }
  const field = TYPED_FIELD[dtype];
  const bytes = Buffer.concat(message.typed.get(field) ?? []);
  if (field === FLOATS || field === DOUBLES) {
    expectCount(bytes.length, byteLengthOf(dtype, count), 'bytes', where);
    return elementsFromBytes(dtype, count, bytes);
  }
  return readVarintElements(decodeVarints(bytes), dtype, count, where);
}

function readVarintElements(
  values: readonly bigint[],
  dtype: FixedSizeType,
  count: number,
  where: string,
): TensorElements {
  // 4-bit elements lie two to a number; every other type has a number each.
  const numbers = isFourBit(dtype) ? byteLengthOf(dtype, count) : count;
  expectCount(values.length, numbers, 'numbers', where);
  const array = allocateElements(dtype, count);
  for (const [index, value] of values.entries()) {
    if (array instanceof BigInt64Array || array instanceof BigUint64Array) array[index] = value;
    else array[index] = Number(dtype === 'bool' ? value !== 0n : value);
  }
  return array;
}

function expectCount(actual: number, expected: number, unit: string, where: string): void {
  if (actual !== expected) throw invalid(where, `holds ${actual} ${unit} where its shape needs ${expected}`);
}

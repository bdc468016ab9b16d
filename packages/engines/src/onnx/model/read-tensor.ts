/** Reads ONNX's TensorProto message as far as it says what there is: contents only where they are few numbers. */
import { floatsIn, listedNumbers, numbersOf } from './few-numbers.ts';
import type { OnnxTensor } from './onnx-model.ts';
import type { Field, ProtoFile } from './proto-file.ts';

/** Numbers of onnx.proto. */
const TENSOR = {
  dims: 1,
  elementType: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  external: 13,
} as const;
const SPARSE = { values: 1, dims: 3 } as const;
const ENTRY = { key: 1, value: 2 } as const;

/** Of floats in a list. */
const MOST_LISTED_BYTES = 256;

type Span = Pick<Field, 'start' | 'end'>;

interface Contents {
  raw: Field | null;
  readonly listed: number[];
  readonly external: Map<string, string>;
}

export function readTensor(file: ProtoFile, span: Span): OnnxTensor {
  const tensor = { name: '', elementType: 0, shape: [] as number[] };
  const contents: Contents = { raw: null, listed: [], external: new Map() };
  for (const field of file.fields(span)) {
    if (field.number === TENSOR.dims) tensor.shape.push(...file.integers(field));
    else if (field.number === TENSOR.elementType) tensor.elementType = field.value ?? 0;
    else if (field.number === TENSOR.name) tensor.name = file.text(field);
    else readContents(file, field, contents);
  }
  const { raw, listed, external } = contents;
  const { elementType, shape } = tensor;
  const numbers =
    raw === null
      ? listedNumbers(elementType, shape, listed)
      : numbersOf(elementType, shape, (most) => file.bytes(raw, most));
  const location = external.get('location');
  return {
    ...tensor,
    ...(numbers === undefined ? {} : { numbers }),
    ...(location === undefined ? {} : { location }),
  };
}

function readContents(file: ProtoFile, field: Field, into: Contents): void {
  if (field.number === TENSOR.raw) into.raw = field;
  else if (field.number === TENSOR.external) into.external.set(...readEntry(file, field));
  else if (field.number === TENSOR.floats)
    into.listed.push(...floatsIn(file.bytes(field, MOST_LISTED_BYTES) ?? Buffer.alloc(0)));
  else if (field.number === TENSOR.int32s || field.number === TENSOR.int64s)
    into.listed.push(...file.integers(field));
}

/** Its values are a tensor with the name of the whole. */
export function readSparse(file: ProtoFile, span: Span): OnnxTensor {
  const shape: number[] = [];
  let values: OnnxTensor = { name: '', elementType: 0, shape: [] };
  for (const field of file.fields(span)) {
    if (field.number === SPARSE.values) values = readTensor(file, field);
    else if (field.number === SPARSE.dims) shape.push(...file.integers(field));
  }
  return { name: values.name, elementType: values.elementType, shape };
}

/** A pair of texts. */
export function readEntry(file: ProtoFile, span: Span): [key: string, value: string] {
  let [key, value] = ['', ''];
  for (const field of file.fields(span)) {
    if (field.number === ENTRY.key) key = file.text(field);
    else if (field.number === ENTRY.value) value = file.text(field);
  }
  return [key, value];
}

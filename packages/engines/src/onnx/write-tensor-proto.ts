/** Writes ONNX's TensorProto message: initializers of a model, and the `input_0.pb` of a test data set. */
import { PbfWriter } from 'pbf';
import { bytesFromElements } from '../element-layout.ts';
import type { Tensor } from '../tensor.ts';
import { ELEMENT_TYPE_NUMBERS, type ElementTypeName } from './element-type.ts';
import { writeText } from './write-text.ts';

export interface TensorSpec {
  readonly name?: string;
  readonly elementType: ElementTypeName;
  readonly dims: readonly number[];
  readonly content: TensorContent;
}

export type TensorContent =
  /** Elements as they lie in memory, little endian. */
  | { readonly raw: Uint8Array }
  | { readonly strings: readonly string[] }
  /** Kept in another file beside the model. */
  | { readonly external: { readonly location: string; readonly offset?: number; readonly length?: number } };

const EXTERNAL = 1;

export function encodeTensor(tensor: Tensor, name = ''): Uint8Array {
  const pbf = new PbfWriter();
  writeTensorProto(tensorSpec(tensor, name), pbf);
  return pbf.finish();
}

export function tensorSpec(tensor: Tensor, name = ''): TensorSpec {
  const content = Array.isArray(tensor.data)
    ? { strings: tensor.data }
    : { raw: bytesFromElements(tensor.data) };
  return { name, elementType: tensor.dtype, dims: tensor.shape, content };
}

export function writeTensorProto(tensor: TensorSpec, pbf: PbfWriter): void {
  pbf.writePackedVarint(1, [...tensor.dims]);
  pbf.writeVarintField(2, ELEMENT_TYPE_NUMBERS[tensor.elementType]);
  if (tensor.name !== undefined) writeText(pbf, 8, tensor.name);
  const { content } = tensor;
  if ('raw' in content) pbf.writeBytesField(9, content.raw);
  else if ('strings' in content) for (const text of content.strings) writeText(pbf, 6, text);
  else {
    for (const entry of Object.entries(content.external)) pbf.writeMessage(13, writeExternalEntry, entry);
    pbf.writeVarintField(14, EXTERNAL);
  }
}

function writeExternalEntry([key, value]: readonly [string, string | number], pbf: PbfWriter): void {
  writeText(pbf, 1, key);
  writeText(pbf, 2, String(value));
}

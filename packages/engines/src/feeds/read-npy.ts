/** NumPy's .npy format: a magic number, a header that is a Python dictionary in text, and the elements. */
import { DumontError } from '@dumont/protocol';
import { byteLengthOf, elementsFromBytes, MAX_RANK, type FixedSizeType } from '../element-layout.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { own } from '../own.ts';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** NumPy's letter and size, without the byte order. */
const DTYPES: Readonly<Record<string, FixedSizeType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
};

/**
 * @param where the file, for messages
 * @throws DumontError INPUT_INVALID
 */
export function decodeNpy(bytes: Uint8Array, where: string): Tensor {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, dataStart } = splitHeader(file, where);
  if (/'fortran_order'\s*:\s*True/.test(header)) {
    throw invalid(where, 'holds its elements in Fortran order: save it with numpy.ascontiguousarray');
  }
  const shape = parseShape(header, where);
  const elements = elementCount(shape);
  const descr = /'descr'\s*:\s*'([<>|=]?)(\w+)'/.exec(header);
  const [, order, code] = descr ?? [];
  if (order === undefined || code === undefined) throw invalid(where, 'is no plain array of one type');
  if (order === '>') throw invalid(where, 'is in big-endian byte order: save it as little-endian');
  const data = file.subarray(dataStart);
  const characters = /^U(\d+)$/.exec(code)?.[1];
  if (characters !== undefined) {
    return { dtype: 'string', shape, data: readStrings(data, elements, Number(characters), where) };
  }
  const dtype = own(DTYPES, code);
  if (dtype === undefined) throw invalid(where, `has the NumPy type ${code}, which no input takes`);
  expectBytes(data, byteLengthOf(dtype, elements), where);
  return { dtype, shape, data: elementsFromBytes(dtype, elements, data) };
}

function invalid(where: string, what: string): DumontError {
  return new DumontError('INPUT_INVALID', `${where} ${what}`);
}

function splitHeader(file: Buffer, where: string): { header: string; dataStart: number } {
  const cutShort = invalid(where, 'is no .npy file, or it is cut short');
  if (file.length < 12 || !file.subarray(0, MAGIC.length).equals(MAGIC)) throw cutShort;
  const [lengthStart, headerStart] = file[MAGIC.length] === 1 ? [8, 10] : [8, 12];
  const headerLength = headerStart === 10 ? file.readUInt16LE(lengthStart) : file.readUInt32LE(lengthStart);
  const dataStart = headerStart + headerLength;
  if (dataStart > file.length) throw cutShort;
  return { header: file.toString('latin1', headerStart, dataStart), dataStart };
}

function parseShape(header: string, where: string): number[] {
  const text = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (text === undefined) throw invalid(where, 'has a header without a shape');
  const shape = [...text.matchAll(/\d+/g)].map(Number);
  if (shape.length > MAX_RANK || shape.some((size) => !Number.isSafeInteger(size))) {
    throw invalid(where, `claims an impossible shape: (${text})`);
  }
  return shape;
}

const BYTES_PER_CHARACTER = 4;

/** UTF-32, filled up with zeros. */
function readStrings(data: Buffer, elements: number, characters: number, where: string): string[] {
  if (characters === 0) throw invalid(where, 'holds strings of no characters');
  const bytes = characters * BYTES_PER_CHARACTER;
  expectBytes(data, elements * bytes, where);
  return Array.from({ length: elements }, (_, index) => {
    const text = data.subarray(index * bytes, (index + 1) * bytes);
    const points = Array.from({ length: characters }, (_, at) => text.readUInt32LE(at * BYTES_PER_CHARACTER));
    if (points.some((point) => point > 0x10ffff)) throw invalid(where, 'holds something that is no text');
    return points.map((point) => (point === 0 ? '' : String.fromCodePoint(point))).join('');
  });
}

function expectBytes(data: Buffer, expected: number, where: string): void {
  if (data.length !== expected) {
    throw invalid(where, `holds ${data.length} bytes of elements where its shape needs ${expected}`);
  }
}

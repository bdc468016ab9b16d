/** The elements of a tensor where they are few: sizes, axes, scales are such tensors. Pure. */

/** A tensor of more elements holds no sizes. */
const MOST_NUMBERS = 64;

/** Element types whose numbers are read, and how one lies in bytes. */
const READERS: Readonly<Record<number, { size: number; read: (bytes: Buffer, at: number) => number }>> = {
  1: { size: 4, read: (bytes, at) => bytes.readFloatLE(at) },
  6: { size: 4, read: (bytes, at) => bytes.readInt32LE(at) },
  7: { size: 8, read: (bytes, at) => Number(bytes.readBigInt64LE(at)) },
};

/**
 * @param elementType ONNX's number of it
 * @param read gives the bytes, null where they are more than those
 * @returns undefined where they are too many, not as many as the shape says, or of another type
 */
export function numbersOf(
  elementType: number,
  shape: readonly number[],
  read: (most: number) => Buffer | null,
): number[] | undefined {
  const reader = READERS[elementType];
  const bytes = reader === undefined ? null : read(MOST_NUMBERS * reader.size);
  const count = countOf(shape);
  if (reader === undefined || bytes?.length !== count * reader.size) return undefined;
  return Array.from({ length: count }, (_, index) => reader.read(bytes, index * reader.size));
}

/** @returns those that were listed one by one, by the same rules */
export function listedNumbers(
  elementType: number,
  shape: readonly number[],
  listed: readonly number[],
): readonly number[] | undefined {
  return elementType in READERS && listed.length > 0 && listed.length === countOf(shape) ? listed : undefined;
}

/** @returns elements of the bytes, whatever their number @throws RangeError where bytes are left over */
export function floatsIn(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

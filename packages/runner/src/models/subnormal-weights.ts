/**
 * How many of a model's weights are subnormal: so near to 0 that CPUs compute with them tens of times slower. Seen in samples, so that
 * a model of gigabytes takes milliseconds; read by JavaScript alone, from files that are open and were hashed.
 */
import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { FloatBytes } from './external-data.ts';

const FLOAT_BYTES = 4;
/** A page each. */
const PIECE_FLOATS = 1024;
/** 4 MB in all. */
const MOST_PIECES = 1024;

const EXPONENT = 0x7f80_0000;
const MANTISSA = 0x007f_ffff;

interface Floats {
  readonly fd: number;
  readonly offset: number;
  readonly count: number;
}

/** The descriptor and the size of each file, by the name that the model has for it; null for its own. */
export type WeightFiles = ReadonlyMap<string | null, { readonly fd: number; readonly bytes: number }>;

/** @returns the share of its float32 weights, from 0 to 1; 0 where it has none @throws the system's error */
export async function subnormalShare(tensors: readonly FloatBytes[], files: WeightFiles): Promise<number> {
  const located = tensors.flatMap((tensor) => locate(tensor, files)).toSorted((a, b) => b.count - a.count);
  const total = located.reduce((sum, { count }) => sum + count, 0);
  let subnormal = 0;
  // The smallest ones of thousands hold next to nothing.
  for (const tensor of located.slice(0, MOST_PIECES)) {
    const pieces = Math.max(1, Math.floor((MOST_PIECES * tensor.count) / total));
    subnormal += (await shareOf(tensor, pieces)) * tensor.count;
  }
  return total === 0 ? 0 : subnormal / total;
}

/** @returns none where the model's word for where it lies is wrong: the engine will say so */
function locate({ location, offset, length }: FloatBytes, files: WeightFiles): Floats[] {
  const file = files.get(location);
  if (file === undefined) return [];
  const count = Math.floor(Math.min(length ?? Infinity, file.bytes - offset) / FLOAT_BYTES);
  return count > 0 ? [{ fd: file.fd, offset, count }] : [];
}

/** Pieces of it, evenly apart. */
async function shareOf({ fd, offset, count }: Floats, pieces: number): Promise<number> {
  const bits = new Uint32Array(Math.min(PIECE_FLOATS, count));
  const stride = pieces === 1 ? 0 : Math.floor((count - bits.length) / (pieces - 1));
  let [subnormal, seen] = [0, 0];
  for (let piece = 0; piece < pieces; piece++) {
    const position = offset + piece * stride * FLOAT_BYTES;
    const { bytesRead } = await readPiece(fd, bits, 0, bits.byteLength, position);
    const floats = bits.subarray(0, Math.floor(bytesRead / FLOAT_BYTES));
    seen += floats.length;
    subnormal += floats.filter(isSubnormal).length;
  }
  return seen === 0 ? 0 : subnormal / seen;
}

const readPiece = promisify(read);

/** @param bits of a float32, in the order of this machine's: all that run Node are little endian, as models are */
function isSubnormal(bits: number): boolean {
  return (bits & EXPONENT) === 0 && (bits & MANTISSA) !== 0;
}

/** Reads and writes single elements, whatever form their type is held in. */
import { isFourBit, type ElementArray, type FixedSizeType } from './element-layout.ts';
import { isSmallFloat, smallFloatCode } from './small-float.ts';

/** 64-bit integers are bigint, all else is a number; bool is 0 or 1. */
export type Element = number | bigint;

export interface ElementAccess {
  get(index: number): Element;
  set(index: number, value: Element): void;
}

export async function accessElements(dtype: FixedSizeType, array: ElementArray): Promise<ElementAccess> {
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) return accessBigInts(array);
  if (dtype === 'float16') return accessFloat16(array);
  const bits = isFourBit(dtype) ? accessNibbles(array) : accessNumbers(array);
  if (dtype === 'int4') return { ...bits, get: (index) => (Number(bits.get(index)) << 28) >> 28 };
  const code = isSmallFloat(dtype) ? smallFloatCode(dtype) : null;
  if (code === null) return bits;
  return {
    get: (index) => code.decode(Number(bits.get(index))),
    set: (index, value) => {
      bits.set(index, code.encode(Number(value)));
    },
  };
}

function accessNumbers(array: NumberArray): ElementAccess {
  return {
    get: (index) => array[index] ?? 0,
    set: (index, value) => {
      array[index] = Number(value);
    },
  };
}

type NumberArray = Exclude<ElementArray, BigInt64Array | BigUint64Array>;

function accessBigInts(array: BigInt64Array | BigUint64Array): ElementAccess {
  return {
    get: (index) => array[index] ?? 0n,
    set: (index, value) => {
      array[index] = BigInt(value);
    },
  };
}

/** Node has its own conversion only since version 24. */
async function accessFloat16(array: NumberArray): Promise<ElementAccess> {
  const { getFloat16, setFloat16 } = await import('@petamoriken/float16');
  const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
  return {
    get: (index) => getFloat16(view, index * 2, true),
    set: (index, value) => {
      setFloat16(view, index * 2, Number(value), true);
    },
  };
}

/** Two elements a byte, the first in the low half: as numbers from 0 to 15. */
function accessNibbles(bytes: NumberArray): ElementAccess {
  return {
    get: (index) => ((bytes[index >> 1] ?? 0) >> (4 * (index & 1))) & 0xf,
    set: (index, value) => {
      const shift = 4 * (index & 1);
      bytes[index >> 1] = ((bytes[index >> 1] ?? 0) & (0xf0 >> shift)) | ((Number(value) & 0xf) << shift);
    },
  };
}

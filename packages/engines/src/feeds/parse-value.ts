/** Elements from text: what `--value` gives, checked against the range of the input's type. */
import {
  DumontError,
  MOST_VALUE_CHARACTERS,
  type ReportInput,
  type TensorInfo,
  type TensorType,
} from '@dumont/protocol';
import { accessElements, type Element } from '../element-access.ts';
import { allocateElements, isFloat, type FixedSizeType, type FloatType } from '../element-layout.ts';
import { elementCount, type TensorElements } from '../tensor.ts';
import { describeInput, formatShape } from './describe.ts';

export type IntegerType = Exclude<FixedSizeType, FloatType | 'bool'>;

export const INTEGER_RANGE: Readonly<Record<IntegerType, readonly [bigint, bigint]>> = {
  int4: signed(4),
  int8: signed(8),
  int16: signed(16),
  int32: signed(32),
  int64: signed(64),
  uint4: unsigned(4),
  uint8: unsigned(8),
  uint16: unsigned(16),
  uint32: unsigned(32),
  uint64: unsigned(64),
};

function signed(bits: number): [bigint, bigint] {
  return [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n];
}

function unsigned(bits: number): [bigint, bigint] {
  return [0n, 2n ** BigInt(bits) - 1n];
}

/**
 * @param text one value for every element, or as many as there are, with commas between; for strings always one
 * @throws DumontError INPUT_INVALID where a value is none of the type, or there are too many or too few
 */
export async function fillValues(
  input: TensorInfo,
  dtype: TensorType,
  text: string,
  shape: readonly number[],
): Promise<TensorElements> {
  const elements = elementCount(shape);
  if (dtype === 'string') return Array.from({ length: elements }, () => text);
  const values = text.split(',').map((part) => parseElement(input, dtype, part.trim()));
  const [only] = values.length === 1 ? values : [];
  if (only === undefined && values.length !== elements) {
    throw new DumontError(
      'INPUT_INVALID',
      `${values.length} values are given for the input ${describeInput(input)}, which has ${elements} elements as ` +
        `${formatShape(shape)}. Use --value ${input.name}=… with one value or ${elements}, or --shape ${input.name}=…`,
    );
  }
  const array = allocateElements(dtype, elements);
  const access = await accessElements(dtype, array);
  for (let index = 0; index < elements; index += 1) access.set(index, only ?? values[index] ?? 0);
  return array;
}

/** @returns the value as the report has it: a long one, which lists elements, by its checksum */
export async function reportText(text: string): Promise<Pick<ReportInput, 'value' | 'sha256'>> {
  if (text.length <= MOST_VALUE_CHARACTERS) return { value: text };
  const { createHash } = await import('node:crypto');
  return { sha256: createHash('sha256').update(text).digest('hex') };
}

function parseElement(input: TensorInfo, dtype: FixedSizeType, text: string): Element {
  const value = parseAs(dtype, text);
  if (value !== null) return value;
  throw new DumontError(
    'INPUT_INVALID',
    `"${text}" is no value for the input ${describeInput(input)}: it takes ${rangeInWords(dtype)}. ` +
      `Use --value ${input.name}=…`,
  );
}

function parseAs(dtype: FixedSizeType, text: string): Element | null {
  if (dtype === 'bool') return BOOLEANS.get(text.toLowerCase()) ?? null;
  if (isFloat(dtype)) return parseFloatWithin(text, LARGEST_FLOAT[dtype]);
  if (!/^[+-]?\d+$/.test(text)) return null;
  const value = BigInt(text.replace(/^\+/, ''));
  const [least, most] = INTEGER_RANGE[dtype];
  return value >= least && value <= most ? value : null;
}

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['1', 1],
  ['false', 0],
  ['0', 0],
]);

const LARGEST_FLOAT: Readonly<Record<FloatType, number>> = {
  float16: 65_504,
  bfloat16: (2 - 2 ** -7) * 2 ** 127,
  float8e4m3fn: 448,
  float8e4m3fnuz: 240,
  float8e5m2: 57_344,
  float8e5m2fnuz: 57_344,
  float4e2m1: 6,
  float32: (2 - 2 ** -23) * 2 ** 127,
  float64: Number.MAX_VALUE,
};

const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function parseFloatWithin(text: string, largest: number): number | null {
  const special = NOT_FINITE.get(text.toLowerCase());
  if (special !== undefined) return special;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) <= largest ? value : null;
}

function rangeInWords(dtype: FixedSizeType): string {
  if (dtype === 'bool') return 'true or false';
  if (isFloat(dtype)) return `numbers up to ±${LARGEST_FLOAT[dtype]}, nan, inf or -inf`;
  const [least, most] = INTEGER_RANGE[dtype];
  return `whole numbers from ${least} to ${most}`;
}

/** Values that a person would choose for an input whose numbers mean something to the model. Pure. */
import type { TensorInfo, TensorType } from '@dumont/protocol';
import { isFloat } from '../element-layout.ts';
import type { InputUse, InputUses } from '../input-use.ts';
import { elementCount } from '../tensor.ts';
import type { Making } from './generate.ts';
import { batchAxis } from './usual-sizes.ts';

export const SAMPLE_RATE = /^(sr|sample_?rate|sampling_?rate)$/i;
const USUAL_SAMPLE_RATE = 16_000;
const POSITIONS = /position_?ids?|^positions?$/i;
const TOKEN_TYPES = /token_?type|segment_?ids?/i;
const MASK = /mask/i;
const LENGTH = /(^|[_.])((len|length|seqlen)s?)(_k)?$/i;
/** Not how long something is, but how long it may become. */
const LIMIT = /max|min|new/i;

/** Longer inputs of floats are data, also where an operator could take them for an amount. */
const MOST_AMOUNTS = 16;

/** What is known of all inputs when one is made up. */
export interface Model {
  readonly inputs: readonly TensorInfo[];
  readonly uses: InputUses;
  readonly shapeOf: (input: TensorInfo) => readonly number[];
}

export interface UsualValues {
  readonly making: Making;
  /** How much the model does depends on it. */
  readonly setsAmount: boolean;
}

/** @returns null where nothing is known of its numbers */
export function usualValues(input: TensorInfo, dtype: TensorType, model: Model): UsualValues | null {
  if (dtype === 'string') return null;
  const use = model.uses.get(input.name);
  const shape = model.shapeOf(input);
  if (use?.kind === 'amount' && elementCount(shape) <= MOST_AMOUNTS && !SAMPLE_RATE.test(input.name))
    return { making: { kind: 'constant', value: use.value }, setsAmount: true };
  const making = isFloat(dtype) ? null : makingByMeaning(input, use, shape, model);
  return making === null ? null : { making: within(making, dtype), setsAmount: false };
}

function makingByMeaning(
  input: TensorInfo,
  use: InputUse | undefined,
  shape: readonly number[],
  model: Model,
): Making | null {
  const { name } = input;
  const rows = use?.kind === 'index' ? use.rows : undefined;
  if (POSITIONS.test(name)) return count(shape, rows);
  if (TOKEN_TYPES.test(name)) return { kind: 'constant', value: 0 };
  if (rows !== undefined) return { kind: 'range', least: 0, most: rows - 1 };
  if (use?.kind === 'mask' || MASK.test(name)) return { kind: 'constant', value: 1 };
  if (SAMPLE_RATE.test(name)) return { kind: 'constant', value: USUAL_SAMPLE_RATE };
  return lengthOf(input, use, shape, model);
}

function lengthOf(
  input: TensorInfo,
  use: InputUse | undefined,
  shape: readonly number[],
  model: Model,
): Making | null {
  const { name } = input;
  const isCalledSo = LENGTH.test(name) && !LIMIT.test(name) && shape.length <= 2;
  if (use?.kind !== 'length' && !isCalledSo) return null;
  const length = measuredLength(input, model);
  const less = use?.kind === 'length' ? use.less : 0;
  return length === null ? null : { kind: 'constant', value: Math.max(0, length - less) };
}

function count(shape: readonly number[], rows: number | undefined): Making {
  const along = Math.max(1, shape.at(-1) ?? 1);
  return { kind: 'count', along, most: Math.min(along, rows ?? along) - 1 };
}

/** @returns how long what it measures is; null where nothing in the model has a length */
function measuredLength(input: TensorInfo, { inputs, shapeOf }: Model): number | null {
  const others = inputs.filter(
    (other) =>
      other !== input && other.shape.length > 0 && !LENGTH.test(other.name) && !SAMPLE_RATE.test(other.name),
  );
  const stem = input.name.replace(LENGTH, '').toLowerCase();
  const isCalled = (words: string): TensorInfo | undefined =>
    words === '' ? undefined : others.find(({ name }) => name.toLowerCase().startsWith(words));
  const measured =
    others.find(({ name }) => name.toLowerCase() === stem) ??
    isCalled(stem) ??
    others.find(({ name }) => MASK.test(name)) ??
    others.find(({ shape }) => shape.length > 1) ??
    others[0];
  return measured === undefined ? null : (shapeOf(measured)[lengthAxis(measured)] ?? null);
}

/** The first open axis beside the batch, else the one after it. */
function lengthAxis(measured: TensorInfo): number {
  const batch = batchAxis(measured);
  const open = measured.shape.findIndex((size, axis) => typeof size === 'string' && axis !== batch);
  return open !== -1 ? open : measured.shape.length > 1 ? 1 : 0;
}

const MOST_OF: Readonly<Partial<Record<TensorType, number>>> = {
  bool: 1,
  int4: 7,
  uint4: 15,
  int8: 127,
  uint8: 255,
  int16: 32_767,
  uint16: 65_535,
};

/** No more than the type holds. */
function within(making: Making, dtype: TensorType): Making {
  const limit = MOST_OF[dtype] ?? 2 ** 31 - 1;
  if (making.kind === 'constant') return { ...making, value: Math.min(making.value, limit) };
  return { ...making, most: Math.min(making.most, limit) };
}

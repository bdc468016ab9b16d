/** Operators that make values out of sizes and constants. */
import { known, MOST_NUMBERS, product, type Call, type Maybe, type ShapeRule } from './known.ts';

const shapeOf: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const numbers = shape.slice(call.integer('start') ?? 0, call.integer('end'));
  return known([numbers.length], numbers);
};

const sizeOf: ShapeRule = (call) => {
  const shape = call.shape(0);
  return shape === undefined ? [] : known([], [product(shape)]);
};

const constantOfShape: ShapeRule = (call) => {
  const shape = call.numbers(0);
  if (shape === undefined) return [];
  const value = call.constant('value')?.numbers?.[0] ?? 0;
  const count = product(shape);
  const isFew = shape.length === 1 && count <= MOST_NUMBERS;
  return known(shape, isFew ? new Array<number>(count).fill(value) : undefined);
};

const rangeOf: ShapeRule = (call) => {
  const [start, limit, step] = [0, 1, 2].map((input) => call.numbers(input)?.[0]);
  if (start === undefined || limit === undefined || step === undefined || step === 0) return [];
  const count = Math.max(0, Math.ceil((limit - start) / step));
  const isFew = count <= MOST_NUMBERS;
  return known([count], isFew ? Array.from({ length: count }, (_, n) => start + n * step) : undefined);
};

export const MADE: Readonly<Record<string, ShapeRule>> = {
  Shape: shapeOf,
  Size: sizeOf,
  ConstantOfShape: constantOfShape,
  Range: rangeOf,
  Constant: (call) => [call.constant('value') ?? listedConstant(call)],
};

/** Of one number, or of a list of them. */
function listedConstant(call: Call): Maybe {
  const one = call.integer('value_int');
  if (one !== undefined) return { shape: [], numbers: [one] };
  const several = call.integers('value_ints') ?? [];
  return several.length === 0 ? undefined : { shape: [several.length], numbers: several };
}

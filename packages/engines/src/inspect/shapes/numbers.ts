/** Calculating with the few numbers that sizes are made of. */
import { broadcast, MOST_NUMBERS, product, type Call, type Known, type Maybe } from './known.ts';

type Arithmetic = (...numbers: number[]) => number;

/** Whole numbers are divided as in C; what comes out broken was no size. */
const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  Add: (one = 0, other = 0) => one + other,
  Sub: (one = 0, other = 0) => one - other,
  Mul: (one = 0, other = 0) => one * other,
  Div: (one = 0, other = 1) => one / other,
  Mod: (one = 0, other = 1) => one % other,
  Min: Math.min,
  Max: Math.max,
  Neg: (one = 0) => -one,
  Abs: Math.abs,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: Math.round,
  Sqrt: Math.sqrt,
  Not: (one) => Number(one === 0),
  Equal: (one, other) => Number(one === other),
  Less: (one = 0, other = 0) => Number(one < other),
  Greater: (one = 0, other = 0) => Number(one > other),
  And: (one = 0, other = 0) => Number(one !== 0 && other !== 0),
  Or: (one = 0, other = 0) => Number(one !== 0 || other !== 0),
  Where: (condition, one = 0, other = 0) => (condition === 0 ? other : one),
};

/** Of whole numbers and others alike, for all that is known is that they are numbers. */
export function elementwise(call: Call): Maybe[] {
  const known = call.inputs.filter((input) => input !== undefined);
  if (known.length < call.inputs.length) return [];
  const shape = broadcast(known.map((input) => input.shape));
  if (shape === undefined) return [];
  const numbers = calculate(call.opType, known, shape);
  return [numbers === undefined ? { shape } : { shape, numbers }];
}

function calculate(opType: string, inputs: readonly Known[], shape: readonly number[]): number[] | undefined {
  const arithmetic = ARITHMETIC[opType];
  const count = product(shape);
  // Vectors and single numbers: of more axes no sizes are made.
  if (arithmetic === undefined || shape.length > 1 || count > MOST_NUMBERS) return undefined;
  const columns: (readonly number[])[] = [];
  for (const { numbers } of inputs) {
    if (numbers === undefined) return undefined;
    columns.push(numbers);
  }
  return Array.from({ length: count }, (_, index) => {
    const value = arithmetic(...columns.map((column) => column[column.length === 1 ? 0 : index] ?? NaN));
    return opType === 'Div' && columns.every(isWhole) ? Math.trunc(value) : value;
  });
}

function isWhole(numbers: readonly number[]): boolean {
  return numbers.every(Number.isInteger);
}

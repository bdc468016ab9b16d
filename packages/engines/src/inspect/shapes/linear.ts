/** Products of matrices, and what is built on them. */
import { broadcast, place, product, type Call, type Maybe, type ShapeRule } from './known.ts';

/** Where the second matrix is among the inputs. */
const SECOND: Readonly<Record<string, number>> = { QLinearMatMul: 3 };

/** Of a matrix product: shapes of its operands as they are multiplied. */
export function operandsOf(call: Call): readonly [readonly number[], readonly number[]] | undefined {
  const left = call.shape(0);
  const right = call.shape(SECOND[call.opType] ?? 1);
  if (left === undefined || right === undefined) return undefined;
  return [turned(left, call.integer('transA') === 1), turned(right, call.integer('transB') === 1)];
}

function turned(shape: readonly number[], isTurned: boolean): readonly number[] {
  const [last, next] = [shape.at(-1), shape.at(-2)];
  return isTurned && last !== undefined && next !== undefined ? [...shape.slice(0, -2), last, next] : shape;
}

export const matMul: ShapeRule = (call) => {
  const operands = operandsOf(call);
  if (operands === undefined) return [];
  const [left, right] = operands;
  const outer = broadcast([left.slice(0, -2), right.slice(0, -2)]);
  if (outer === undefined || left.length === 0 || right.length === 0) return [];
  return [
    {
      shape: [
        ...outer,
        ...(left.length > 1 ? left.slice(-2, -1) : []),
        ...(right.length > 1 ? right.slice(-1) : []),
      ],
    },
  ];
};

/** The second matrix is packed, its sizes are attributes. */
export const matMulNBits: ShapeRule = (call) => {
  const [shape, columns] = [call.shape(0), call.integer('N')];
  return shape === undefined || columns === undefined ? [] : [{ shape: [...shape.slice(0, -1), columns] }];
};

export interface Einsum {
  readonly output: readonly number[];
  /** Of all indices, each once. */
  readonly terms: number;
}

/** @returns undefined for equations with an ellipsis, or sizes that are not known */
export function einsumOf(call: Call): Einsum | undefined {
  const equation = call.text('equation').replaceAll(/\s/g, '');
  const [left = '', right] = equation.split('->');
  if (equation === '' || equation.includes('.')) return undefined;
  const sizes = new Map<string, number>();
  const operands = left.split(',');
  for (const [index, letters] of operands.entries()) {
    const shape = call.shape(index);
    if (shape?.length !== letters.length) return undefined;
    for (const [axis, letter] of Array.from(letters).entries()) sizes.set(letter, shape[axis] ?? 1);
  }
  const once = [...sizes.keys()].filter((letter) => left.indexOf(letter) === left.lastIndexOf(letter)).sort();
  return {
    output: Array.from(right ?? once.join(''), (letter) => sizes.get(letter) ?? 1),
    terms: product([...sizes.values()]),
  };
}

export const einsum: ShapeRule = (call) => {
  const found = einsumOf(call);
  return found === undefined ? [] : [{ shape: found.output }];
};

/** Y: [sequence, directions, batch, hidden], Y_h and Y_c: [directions, batch, hidden]. */
export const recurrent: ShapeRule = (call) => {
  const [first, second] = call.shape(0) ?? [];
  const [directions] = call.shape(1) ?? [];
  const hidden = call.integer('hidden_size');
  if (first === undefined || second === undefined || directions === undefined || hidden === undefined)
    return [];
  const isBatchFirst = call.integer('layout') === 1;
  const last: Maybe = {
    shape: isBatchFirst ? [first, directions, hidden] : [directions, second, hidden],
  };
  const all = isBatchFirst ? [first, second, directions, hidden] : [first, directions, second, hidden];
  return [{ shape: all }, last, last];
};

export const reduce: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  // Of those that find a place it is one axis.
  const axis = call.opType.startsWith('Arg') ? [call.integer('axis') ?? 0] : undefined;
  const listed = axis ?? call.listed('axes', 1);
  if (listed === undefined && call.inputs[1] !== undefined) return [];
  const isNothing = listed === undefined && call.integer('noop_with_empty_axes') === 1;
  const axes = isNothing ? [] : (listed ?? [...shape.keys()]).map((at) => place(at, shape.length));
  const keeps = call.integer('keepdims') !== 0;
  const reduced = shape.flatMap((size, at) => (axes.includes(at) ? (keeps ? [1] : []) : [size]));
  const numbers = reducedNumbers(call, axes.length);
  return [numbers === undefined ? { shape: reduced } : { shape: reduced, numbers }];
};

const REDUCED: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  ReduceProd: product,
  ReduceSum: (numbers) => numbers.reduce((sum, each) => sum + each, 0),
  ReduceMax: (numbers) => Math.max(...numbers),
  ReduceMin: (numbers) => Math.min(...numbers),
};

/** Of a vector of sizes. */
function reducedNumbers(call: Call, axes: number): readonly number[] | undefined {
  const numbers = call.numbers(0);
  const reducer = REDUCED[call.opType];
  return numbers === undefined || reducer === undefined || axes !== 1 ? undefined : [reducer(numbers)];
}

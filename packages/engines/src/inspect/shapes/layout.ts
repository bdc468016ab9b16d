/** Operators that move elements about: what each gives. */
import { known, place, product, type Call, type Known, type Maybe, type ShapeRule } from './known.ts';

/** The same elements in another shape. */
function reshaped(call: Call, shape: readonly number[] | undefined): Maybe[] {
  return known(shape, call.numbers(0));
}

const reshape: ShapeRule = (call) => {
  const from = call.shape(0);
  const wanted = call.listed('shape', 1);
  if (from === undefined || wanted === undefined) return [];
  const keepsZero = call.integer('allowzero') === 1;
  const sizes = wanted.map((size, axis) => (size === 0 && !keepsZero ? (from[axis] ?? 0) : size));
  const rest = product(sizes.filter((size) => size !== -1));
  return reshaped(
    call,
    sizes.map((size) => (size === -1 ? (rest === 0 ? 0 : product(from) / rest) : size)),
  );
};

const flatten: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const axis = place(call.integer('axis') ?? 1, shape.length);
  return reshaped(call, [product(shape.slice(0, axis)), product(shape.slice(axis))]);
};

const squeeze: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const axes = call.listed('axes', 1)?.map((axis) => place(axis, shape.length));
  if (axes === undefined && call.inputs.length > 1) return [];
  return reshaped(
    call,
    shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
};

const unsqueeze: ShapeRule = (call) => {
  const shape = call.shape(0);
  const axes = call.listed('axes', 1);
  if (shape === undefined || axes === undefined) return [];
  const places = new Set(axes.map((axis) => place(axis, shape.length + axes.length)));
  const left = [...shape];
  return reshaped(
    call,
    Array.from({ length: shape.length + axes.length }, (_, axis) =>
      places.has(axis) ? 1 : (left.shift() ?? 1),
    ),
  );
};

const transpose: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const order = call.integers('perm') ?? [...shape.keys()].reverse();
  return known(order.map((axis) => shape[axis] ?? 0));
};

const concat: ShapeRule = (call) => {
  const inputs: Known[] = call.inputs.filter((input) => input !== undefined);
  const [first] = inputs;
  if (first === undefined || inputs.length < call.inputs.length) return [];
  const axis = place(call.integer('axis') ?? 0, first.shape.length);
  const along = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const numbers = inputs.flatMap((input) => input.numbers ?? []);
  return known(
    first.shape.map((size, other) => (other === axis ? along : size)),
    first.shape.length === 1 && numbers.length === along ? numbers : undefined,
  );
};

const split: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const axis = place(call.integer('axis') ?? 0, shape.length);
  const whole = shape[axis] ?? 0;
  const each = Math.ceil(whole / call.outputCount);
  const isGiven = call.inputs[1] !== undefined || (call.integers('split')?.length ?? 0) > 0;
  const sizes = isGiven
    ? call.listed('split', 1)
    : Array.from({ length: call.outputCount }, (_, index) => Math.min(each, whole - index * each));
  if (sizes === undefined) return [];
  return sizes.map((size) => ({ shape: shape.map((other, at) => (at === axis ? size : other)) }));
};

const gather: ShapeRule = (call) => {
  const [table, index] = [call.inputs[0], call.inputs[1]];
  if (table === undefined || index === undefined) return [];
  const axis = place(call.integer('axis') ?? 0, table.shape.length);
  const shape = [...table.shape.slice(0, axis), ...index.shape, ...table.shape.slice(axis + 1)];
  const { numbers } = table;
  if (numbers === undefined || index.numbers === undefined || table.shape.length !== 1) return known(shape);
  return known(
    shape,
    index.numbers.map((at) => numbers[place(at, numbers.length)] ?? 0),
  );
};

interface Slice {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

function slicesOf(call: Call, rank: number): Slice[] | undefined {
  const [starts, ends] = [call.listed('starts', 1), call.listed('ends', 2)];
  const isGiven = (input: number): boolean => call.inputs[input] !== undefined;
  const axes = call.listed('axes', 3) ?? starts?.map((_, axis) => axis);
  const isKnown = [3, 4].every((input) => !isGiven(input) || call.numbers(input) !== undefined);
  if (starts === undefined || ends === undefined || axes === undefined || !isKnown) return undefined;
  const steps = call.numbers(4);
  return axes.map((axis, index) => ({
    axis: place(axis, rank),
    start: starts[index] ?? 0,
    end: ends[index] ?? 0,
    step: steps?.[index] ?? 1,
  }));
}

const slice: ShapeRule = (call) => {
  const shape = call.shape(0);
  const slices = shape === undefined ? undefined : slicesOf(call, shape.length);
  if (shape === undefined || slices === undefined) return [];
  const sizes = [...shape];
  let numbers = shape.length === 1 ? call.numbers(0) : undefined;
  for (const { axis, start, end, step } of slices) {
    const { first, count } = range(sizes[axis] ?? 0, start, end, step);
    sizes[axis] = count;
    const all = numbers;
    if (all !== undefined) numbers = Array.from({ length: count }, (_, n) => all[first + n * step] ?? 0);
  }
  return known(sizes, numbers);
};

/** What a slice of an axis picks: as of Python's. */
function range(
  size: number,
  start: number,
  end: number,
  step: number,
): { readonly first: number; readonly count: number } {
  const clamp = (at: number, least: number, most: number): number =>
    Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const [first, last] =
    step > 0
      ? [clamp(start, 0, size), clamp(end, 0, size)]
      : [clamp(start, -1, size - 1), clamp(end, -1, size - 1)];
  return { first, count: step === 0 ? 0 : Math.max(0, Math.ceil((last - first) / step)) };
}

const expand: ShapeRule = (call) => {
  const [shape, wanted] = [call.shape(0), call.numbers(1)];
  if (shape === undefined || wanted === undefined) return [];
  const rank = Math.max(shape.length, wanted.length);
  return known(
    Array.from({ length: rank }, (_, axis) => {
      const [own = 1, other = 1] = [shape[axis - rank + shape.length], wanted[axis - rank + wanted.length]];
      return own === 1 ? other : own;
    }),
  );
};

const tile: ShapeRule = (call) => {
  const [shape, repeats] = [call.shape(0), call.numbers(1)];
  if (shape === undefined || repeats === undefined) return [];
  return known(shape.map((size, axis) => size * (repeats[axis] ?? 1)));
};

const pad: ShapeRule = (call) => {
  const [shape, pads] = [call.shape(0), call.listed('pads', 1)];
  if (shape === undefined || pads === undefined) return [];
  const axes = call.numbers(3)?.map((axis) => place(axis, shape.length)) ?? [...shape.keys()];
  const sizes = [...shape];
  for (const [index, axis] of axes.entries())
    sizes[axis] = (shape[axis] ?? 0) + (pads[index] ?? 0) + (pads[index + axes.length] ?? 0);
  return known(sizes);
};

const oneHot: ShapeRule = (call) => {
  const [shape, depth] = [call.shape(0), call.numbers(1)?.[0]];
  if (shape === undefined || depth === undefined) return [];
  const axis = place(call.integer('axis') ?? -1, shape.length + 1);
  return known([...shape.slice(0, axis), depth, ...shape.slice(axis)]);
};

const topK: ShapeRule = (call) => {
  const [shape, k] = [call.shape(0), call.numbers(1)?.[0] ?? call.integer('k')];
  if (shape === undefined || k === undefined) return [];
  const axis = place(call.integer('axis') ?? -1, shape.length);
  const picked = { shape: shape.map((size, at) => (at === axis ? k : size)) };
  return [picked, picked];
};

const spaceToDepth: ShapeRule = (call) => {
  const [batch, channels, height, width] = call.shape(0) ?? [];
  const block = call.integer('blocksize') ?? 1;
  if (batch === undefined || channels === undefined || height === undefined || width === undefined) return [];
  return call.opType === 'SpaceToDepth'
    ? known([batch, channels * block * block, height / block, width / block])
    : known([batch, channels / (block * block), height * block, width * block]);
};

const cast: ShapeRule = (call) => reshaped(call, call.shape(0));

/** A floating-point number that becomes a whole one loses what is behind the point. */
const WHOLE: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 12, 13]);
const castTo: ShapeRule = (call) => {
  const numbers = call.numbers(0);
  const isWhole = WHOLE.has(call.integer('to') ?? 0);
  return known(call.shape(0), isWhole ? numbers?.map(Math.trunc) : numbers);
};

/** Shape of the index. */
const likeSecond: ShapeRule = (call) => known(call.shape(1));

const gatherNd: ShapeRule = (call) => {
  const [data, index] = [call.shape(0), call.shape(1)];
  const last = index?.at(-1);
  if (data === undefined || index === undefined || last === undefined) return [];
  const batch = call.integer('batch_dims') ?? 0;
  return known([...index.slice(0, -1), ...data.slice(batch + last)]);
};

export const LAYOUT: Readonly<Record<string, ShapeRule>> = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Gather: gather,
  GatherElements: likeSecond,
  GatherND: gatherNd,
  Slice: slice,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  OneHot: oneHot,
  TopK: topK,
  SpaceToDepth: spaceToDepth,
  DepthToSpace: spaceToDepth,
  Identity: cast,
  Cast: castTo,
  Dropout: cast,
};

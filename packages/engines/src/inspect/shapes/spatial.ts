/** Windows that go over axes: convolutions, pooling, resizing. */
import type { Call, Maybe, ShapeRule } from './known.ts';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** What is added before and after, together. */
  readonly padding: readonly number[];
}

function windowOf(call: Call, kernel: readonly number[]): Window {
  const listed = (name: string): readonly number[] => {
    const own = call.integers(name) ?? [];
    return own.length > 0 ? own : kernel.map(() => 1);
  };
  const pads = call.integers('pads') ?? [];
  return {
    kernel,
    strides: listed('strides'),
    dilations: listed('dilations'),
    padding: kernel.map((_, axis) => (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0)),
  };
}

function reach({ kernel, dilations }: Window, axis: number): number {
  return ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
}

/** @returns how many places a window has along each axis */
function slide(call: Call, sizes: readonly number[], window: Window): number[] {
  const isSame = call.text('auto_pad').startsWith('SAME');
  const round = call.integer('ceil_mode') === 1 ? Math.ceil : Math.floor;
  return sizes.map((size, axis) => {
    const stride = window.strides[axis] ?? 1;
    if (isSame) return Math.ceil(size / stride);
    return round((size + (window.padding[axis] ?? 0) - reach(window, axis)) / stride) + 1;
  });
}

function given(shape: readonly number[]): Maybe[] {
  return shape.every((size) => Number.isSafeInteger(size) && size >= 0) ? [{ shape }] : [];
}

/** Where the weights are among the inputs. */
const WEIGHTS: Readonly<Record<string, number>> = { QLinearConv: 3 };

/** @returns the weights' shape: [output channels, input channels of a group, kernel…]; of a ConvTranspose [input channels, output channels of a group, kernel…] */
export function weightsOf(call: Call): readonly number[] | undefined {
  return call.shape(WEIGHTS[call.opType] ?? 1);
}

export const conv: ShapeRule = (call) => {
  const [batch, , ...sizes] = call.shape(0) ?? [];
  const [channels, , ...kernel] = weightsOf(call) ?? [];
  if (batch === undefined || channels === undefined || sizes.length !== kernel.length) return [];
  return given([batch, channels, ...slide(call, sizes, windowOf(call, kernel))]);
};

export const convTranspose: ShapeRule = (call) => {
  const [batch, , ...sizes] = call.shape(0) ?? [];
  const [, perGroup, ...kernel] = weightsOf(call) ?? [];
  if (batch === undefined || perGroup === undefined || sizes.length !== kernel.length) return [];
  const window = windowOf(call, kernel);
  const wanted = call.integers('output_shape') ?? [];
  const more = call.integers('output_padding') ?? [];
  const isSame = call.text('auto_pad').startsWith('SAME');
  const grown = sizes.map((size, axis) => {
    const stride = window.strides[axis] ?? 1;
    if (isSame) return size * stride;
    return stride * (size - 1) + (more[axis] ?? 0) + reach(window, axis) - (window.padding[axis] ?? 0);
  });
  const channels = perGroup * (call.integer('group') ?? 1);
  return given([batch, channels, ...(wanted.length > 0 ? wanted.slice(-sizes.length) : grown)]);
};

export const pool: ShapeRule = (call) => {
  const [batch, channels, ...sizes] = call.shape(0) ?? [];
  if (batch === undefined || channels === undefined) return [];
  const window = windowOf(call, call.integers('kernel_shape') ?? []);
  const [pooled] = given([batch, channels, ...slide(call, sizes, window)]);
  // The second output says where each largest element is.
  return [pooled, pooled];
};

export const globalPool: ShapeRule = (call) => {
  const [batch, channels, ...sizes] = call.shape(0) ?? [];
  return batch === undefined || channels === undefined ? [] : given([batch, channels, ...sizes.map(() => 1)]);
};

/** Scales come before sizes, and what stands before them differs by operator set. */
export const resize: ShapeRule = (call) => {
  const shape = call.shape(0);
  if (shape === undefined) return [];
  const axes = call.integers('axes') ?? [];
  const spread = (listed: readonly number[], of: (size: number, value: number) => number): number[] =>
    shape.map((size, axis) => {
      const index = axes.length === 0 ? axis : axes.indexOf(axis);
      const value = listed[index];
      return index === -1 || value === undefined ? size : of(size, value);
    });
  const sizes = call.numbers(3);
  if (sizes !== undefined && sizes.length > 0) return given(spread(sizes, (_, value) => value));
  const scales = call.numbers(call.opType === 'Upsample' || call.inputs.length === 2 ? 1 : 2);
  return scales === undefined || scales.length === 0
    ? []
    : given(spread(scales, (size, value) => Math.floor(size * value)));
};

/** What a search for inputs may change: everything that was not said. */
import type { InputSpec, ReportInput, TensorInfo } from '@dumont/protocol';

export interface SearchSpace {
  readonly spec: InputSpec;
  readonly inputs: readonly SearchInput[];
  readonly dimensions: readonly Dimension[];
}

export interface SearchInput {
  readonly info: TensorInfo;
  /** Its shape where nothing is tried. */
  readonly shape: readonly number[];
  readonly shapeIsOpen: boolean;
  readonly valueIsOpen: boolean;
}

/** A dimension of open size: one axis, or a name that has the same size wherever it stands. */
export interface Dimension {
  readonly label: string;
  readonly role: 'batch' | 'channels' | 'free';
  /** For a dimension without a name. */
  readonly axis: { readonly input: string; readonly index: number } | null;
}

const BATCH = /batch|^(n|b|bs)$/i;
const CHANNELS = /chan|^c$/i;

/** @param base what the inputs are where nothing is tried */
export function openSearchSpace(
  infos: readonly TensorInfo[],
  spec: InputSpec,
  base: readonly ReportInput[],
): SearchSpace {
  const inputs = infos.map((info, position): SearchInput => {
    const fromFile = base[position]?.source === 'file';
    return {
      info,
      shape: base[position]?.shape ?? [],
      shapeIsOpen: !fromFile && !Object.hasOwn(spec.shapes, info.name),
      valueIsOpen: !fromFile && !Object.hasOwn(spec.values, info.name),
    };
  });
  return { spec, inputs, dimensions: findDimensions(inputs, spec) };
}

export function openAxes({ info, shapeIsOpen }: SearchInput): number[] {
  return shapeIsOpen ? info.shape.flatMap((size, axis) => (typeof size === 'string' ? [axis] : [])) : [];
}

function findDimensions(inputs: readonly SearchInput[], spec: InputSpec): Dimension[] {
  const settled = new Set(Object.keys(spec.dims));
  for (const { info, shapeIsOpen } of inputs) {
    if (!shapeIsOpen) for (const size of info.shape) if (typeof size === 'string') settled.add(size);
  }
  // The name of a dimension without one settles nothing.
  settled.delete('');
  const mostOpenAxes = Math.max(0, ...inputs.map((input) => openAxes(input).length));
  const found = new Map<string, Dimension>();
  for (const input of inputs) {
    const axes = openAxes(input);
    for (const index of axes) {
      const dimension = describeAxis(input, index, index === axes[0] && mostOpenAxes > 1);
      if (!settled.has(dimension.label) && !found.has(dimension.label)) found.set(dimension.label, dimension);
    }
  }
  return [...found.values()];
}

/** @param isFirst of the input's open axes, in a model where some input has several: then it is the batch */
function describeAxis({ info }: SearchInput, index: number, isFirst: boolean): Dimension {
  const name = info.shape[index];
  if (typeof name !== 'string' || name === '') {
    const axis = { input: info.name, index };
    return { label: `${info.name} axis ${index}`, role: isFirst ? 'batch' : 'free', axis };
  }
  const role = CHANNELS.test(name) ? 'channels' : isFirst || BATCH.test(name) ? 'batch' : 'free';
  return { label: name, role, axis: null };
}

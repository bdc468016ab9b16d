/** What a search for inputs may change: everything that was not said. */
import {
  type InputSpec,
  namesIn,
  parseExpression,
  type ReportInput,
  type TensorInfo,
} from '@dumont/protocol';
import type { ResolvedInputs } from './resolve-inputs.ts';
import { batchAxis, dimensionLabel, saysBatch } from './usual-sizes.ts';

export interface SearchSpace {
  readonly spec: InputSpec;
  readonly inputs: readonly SearchInput[];
  readonly dimensions: readonly Dimension[];
  /** Of all dimensions by label, where nothing is tried. */
  readonly sizes: ReadonlyMap<string, number>;
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
  /** `first`: by its place the batch, which nothing says it is. */
  readonly role: 'batch' | 'first' | 'channels' | 'free';
  /** For a dimension without a name. */
  readonly axis: { readonly input: string; readonly index: number } | null;
}

const CHANNELS = /chan|^c$/i;

/** @param base what the inputs are where nothing is tried */
export function openSearchSpace(
  infos: readonly TensorInfo[],
  spec: InputSpec,
  base: Pick<ResolvedInputs, 'report' | 'sizes'>,
): SearchSpace {
  const inputs = infos.map((info, position): SearchInput => {
    const told: ReportInput | undefined = base.report[position];
    const fromFile = told?.source === 'file';
    return {
      info,
      shape: told?.shape ?? [],
      shapeIsOpen: !fromFile && !Object.hasOwn(spec.shapes, info.name),
      valueIsOpen:
        !fromFile && !Object.hasOwn(spec.values, info.name) && !Object.hasOwn(spec.ranges ?? {}, info.name),
    };
  });
  return { spec, inputs, dimensions: findDimensions(inputs, spec), sizes: base.sizes };
}

/** @returns whether one sample at a time means a size of 1 */
export function isBatch({ role }: Dimension): boolean {
  return role === 'batch' || role === 'first';
}

export function openAxes({ info, shapeIsOpen }: SearchInput): number[] {
  return shapeIsOpen ? info.shape.flatMap((size, axis) => (typeof size === 'string' ? [axis] : [])) : [];
}

/** An expression has no size of its own: the names in it have. */
function findDimensions(inputs: readonly SearchInput[], spec: InputSpec): Dimension[] {
  const settled = new Set(Object.keys(spec.dims).flatMap(namesOf));
  for (const { info, shapeIsOpen } of inputs) {
    if (!shapeIsOpen) for (const size of info.shape) for (const name of namesOf(size)) settled.add(name);
  }
  const found = new Map<string, Dimension>();
  for (const input of inputs) {
    const batch = batchAxis(input.info);
    for (const index of openAxes(input)) {
      for (const dimension of describeAxis(input.info, index, index === batch)) {
        const { label } = dimension;
        if (!settled.has(label) && (!found.has(label) || isBatch(dimension))) found.set(label, dimension);
      }
    }
  }
  return [...found.values()];
}

/** The name of a dimension without one settles nothing. */
function namesOf(dimension: number | string): string[] {
  if (typeof dimension === 'number' || dimension === '') return [];
  const expression = parseExpression(dimension);
  return expression === null ? [dimension] : namesIn(expression);
}

function describeAxis(info: TensorInfo, index: number, isBatchAxis: boolean): Dimension[] {
  const names = namesOf(info.shape[index] ?? '');
  const role = !isBatchAxis ? 'free' : names.some(saysBatch) ? 'batch' : 'first';
  if (names.length === 0)
    return [{ label: dimensionLabel(info, index), role, axis: { input: info.name, index } }];
  return names.map((label) => ({ label, role: CHANNELS.test(label) ? 'channels' : role, axis: null }));
}

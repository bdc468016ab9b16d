/** Sizes worth trying for the dimensions that a model leaves open, the likeliest first. */
import type { InputSpec } from '@dumont/protocol';
import type { Clues } from './clues.ts';
import { openAxes, type Dimension, type SearchInput, type SearchSpace } from './search-space.ts';

/** What a proposal adds to the input specification. */
export type ShapeProposal = Pick<InputSpec, 'shapes' | 'dims'>;

type SizeOf = (dimension: Dimension) => number;

const USUAL_SIZES = [2, 4, 8, 16, 32, 64, 128, 224, 256, 320, 512, 640, 1024, 16_000];
const USUAL_CHANNELS = [3, 1];
/** Of the usual sizes, for the dimensions beside one that has its size from a clue. */
const COMPANION_SIZES = [32, 224];
const MOST_AXES_TRIED = 4;

/** The first proposal changes nothing: every open dimension has size 1. */
export function proposeShapes(space: SearchSpace, clues: Clues): ShapeProposal[] {
  const sizes = space.dimensions.length === 0 ? [] : [...proposeSizes(space.dimensions, clues)];
  const proposals = [
    { shapes: {}, dims: {} },
    ...sizes.map((sizeOf) => applySizes(space, sizeOf)),
    ...proposeRanks(space),
  ];
  return [...new Map(proposals.map((proposal) => [JSON.stringify(proposal), proposal])).values()];
}

function* proposeSizes(dimensions: readonly Dimension[], clues: Clues): Generator<SizeOf> {
  yield* proposeFromClues(dimensions, clues, 1);
  for (const size of USUAL_SIZES) {
    for (const channels of [...USUAL_CHANNELS, size]) yield byRole(size, channels);
    yield () => size;
    if (COMPANION_SIZES.includes(size)) yield* proposeFromClues(dimensions, clues, size);
  }
}

/** One sample at a time, as most models are used. */
function byRole(size: number, channels: number): SizeOf {
  return ({ role }) => (role === 'batch' ? 1 : role === 'channels' ? channels : size);
}

function* proposeFromClues(
  dimensions: readonly Dimension[],
  clues: Clues,
  companion: number,
): Generator<SizeOf> {
  const others = byRole(companion, companion);
  for (const size of clues.sizes) {
    for (const tried of dimensions) {
      yield (dimension) => (dimension.label === tried.label ? size : others(dimension));
    }
  }
}

/** A name's size holds for all inputs; an axis without a name needs its input's whole shape. */
function applySizes(space: SearchSpace, sizeOf: SizeOf): ShapeProposal {
  const byLabel = new Map(space.dimensions.map((dimension) => [dimension.label, sizeOf(dimension)]));
  const named = space.dimensions.filter((dimension) => dimension.axis === null);
  const unnamed = new Set(space.dimensions.map((dimension) => dimension.axis?.input));
  return {
    dims: Object.fromEntries(named.map(({ label }) => [label, byLabel.get(label) ?? 1])),
    shapes: Object.fromEntries(
      space.inputs
        .filter((input) => unnamed.has(input.info.name))
        .map((input) => [input.info.name, sizeShape(input, byLabel)]),
    ),
  };
}

function sizeShape(input: SearchInput, byLabel: ReadonlyMap<string, number>): number[] {
  const axes = openAxes(input);
  return input.shape.map((size, axis) => {
    if (!axes.includes(axis)) return size;
    const name = input.info.shape[axis];
    const label = typeof name === 'string' && name !== '' ? name : `${input.info.name} axis ${axis}`;
    return byLabel.get(label) ?? size;
  });
}

/** An input without any dimensions may be of unknown rank: onnxruntime-node does not tell. */
function proposeRanks(space: SearchSpace): ShapeProposal[] {
  const unranked = space.inputs.filter(({ info, shapeIsOpen }) => shapeIsOpen && info.shape.length === 0);
  if (unranked.length === 0) return [];
  const shapes = [1, 2].flatMap((size) =>
    Array.from({ length: MOST_AXES_TRIED }, (_, index) => Array.from({ length: index + 1 }, () => size)),
  );
  return shapes.map((shape) => ({
    dims: {},
    shapes: Object.fromEntries(unranked.map(({ info }) => [info.name, shape])),
  }));
}

/** Sizes worth trying for the dimensions that a model leaves open, the likeliest first. */
import { evaluateExpression, type InputSpec, parseExpression } from '@dumont/protocol';
import type { Clues } from './clues.ts';
import { isBatch, openAxes, type Dimension, type SearchInput, type SearchSpace } from './search-space.ts';
import { dimensionLabel } from './usual-sizes.ts';

/** What a proposal adds to the input specification. */
export type ShapeProposal = Pick<InputSpec, 'shapes' | 'dims'>;

type SizeOf = (dimension: Dimension) => number;

const USUAL_SIZES = [2, 4, 8, 16, 32, 64, 128, 224, 256, 320, 400, 512, 640, 1024, 16_000];
const USUAL_CHANNELS = [3, 1];
/** Of the usual sizes, for the dimensions beside one that has its size from a clue. */
const COMPANION_SIZES = [1, 32, 224];
const MOST_AXES_TRIED = 4;
/** Of more dimensions not every one is tried alone. */
const MOST_TRIED_ALONE = 6;

/** One open dimension after the other, all else as it is. The batch stays as it is. */
export function proposeSingleSizes(space: SearchSpace, clues: Clues): ShapeProposal[] {
  const tried = space.dimensions.filter((dimension) => !isBatch(dimension)).slice(0, MOST_TRIED_ALONE);
  const sizes = [...new Set([...clues.sizes, ...USUAL_SIZES])];
  return sizes.flatMap((size) =>
    tried.map(({ label }) =>
      applySizes(space, (dimension) =>
        dimension.label === label ? size : (space.sizes.get(dimension.label) ?? 1),
      ),
    ),
  );
}

/** All open dimensions at once. The first proposal changes nothing. */
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
  for (const size of [1, ...USUAL_SIZES]) {
    for (const channels of [...USUAL_CHANNELS, size]) yield byRole(size, channels);
    if (COMPANION_SIZES.includes(size)) yield* proposeFromClues(dimensions, clues, size);
  }
  // What stands first need be no batch.
  if (!dimensions.some(({ role }) => role === 'first')) return;
  for (const size of [...clues.sizes, ...USUAL_SIZES]) yield ({ role }) => (role === 'batch' ? 1 : size);
}

/** One sample at a time, as most models are used. */
function byRole(size: number, channels: number): SizeOf {
  return (dimension) => (isBatch(dimension) ? 1 : dimension.role === 'channels' ? channels : size);
}

function* proposeFromClues(
  dimensions: readonly Dimension[],
  clues: Clues,
  companion: number,
): Generator<SizeOf> {
  const others = byRole(companion, companion);
  for (const size of clues.sizes) {
    for (const tried of dimensions) {
      if (isBatch(tried)) continue;
      yield (dimension) => (dimension.label === tried.label ? size : others(dimension));
    }
  }
}

/** A name's size holds for all inputs; an axis without a name needs its input's whole shape. */
function applySizes(space: SearchSpace, sizeOf: SizeOf): ShapeProposal {
  const changed = space.dimensions.filter(
    (dimension) => sizeOf(dimension) !== space.sizes.get(dimension.label),
  );
  const tried = changed.map((dimension) => [dimension.label, sizeOf(dimension)] as const);
  const unnamed = new Set(changed.map((dimension) => dimension.axis?.input));
  const sizes = new Map([...space.sizes, ...tried]);
  return {
    dims: Object.fromEntries(tried.filter((_, index) => changed[index]?.axis === null)),
    shapes: Object.fromEntries(
      space.inputs
        .filter((input) => unnamed.has(input.info.name))
        .map((input) => [input.info.name, sizeShape(input, sizes)]),
    ),
  };
}

function sizeShape(input: SearchInput, sizes: ReadonlyMap<string, number>): number[] {
  const axes = openAxes(input);
  return input.shape.map((size, axis) => {
    if (!axes.includes(axis)) return size;
    const label = dimensionLabel(input.info, axis);
    const expression = parseExpression(label);
    return (expression === null ? sizes.get(label) : evaluateExpression(expression, sizes)) ?? size;
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

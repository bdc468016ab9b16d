/** The order in which inputs are tried for a model that refuses the generated ones. Pure: whoever asks runs them. */
import type { InputSpec } from '@dumont/protocol';
import { readClues, type Clues } from './clues.ts';
import { proposeShapes, proposeSingleSizes, type ShapeProposal } from './propose-shapes.ts';
import { proposeValues, type ValueProposal } from './propose-values.ts';
import type { SearchSpace } from './search-space.ts';

interface Proposal extends ShapeProposal {
  readonly values: InputSpec['values'];
}

interface InputValues {
  readonly name: string;
  readonly values: readonly ValueProposal[];
}

const NO_SHAPES: ShapeProposal = { shapes: {}, dims: {} };

/** @param refusal why the model refused the inputs as they are */
export function* proposeInputs(space: SearchSpace, refusal: string): Generator<InputSpec> {
  const clues = readClues(refusal);
  const perInput = space.inputs.map((input) => ({
    name: input.info.name,
    values: proposeValues(input, space, clues),
  }));
  // The inputs as they are were refused already.
  const seen = new Set([keyOf({ ...NO_SHAPES, values: {} })]);
  for (const proposal of proposeAll(space, clues, perInput)) {
    const key = keyOf(proposal);
    if (seen.has(key)) continue;
    seen.add(key);
    yield merge(space.spec, proposal);
  }
}

function keyOf({ shapes, dims, values }: Proposal): string {
  return JSON.stringify([shapes, dims, values]);
}

function* proposeAll(
  space: SearchSpace,
  clues: Clues,
  perInput: readonly InputValues[],
): Generator<Proposal> {
  yield* proposeSameForAll(perInput);
  for (const shape of proposeSingleSizes(space, clues)) yield { ...shape, values: {} };
  const shapes = proposeShapes(space, clues);
  const ranges = [shapes, ...perInput.map(({ values }) => values)].map((choices) => choices.length);
  for (const [shape = 0, ...chosen] of diagonally(ranges)) {
    yield {
      ...(shapes[shape] ?? NO_SHAPES),
      values: valuesByName(
        perInput.map(({ name, values }, position) => [name, values[chosen[position] ?? 0]]),
      ),
    };
  }
}

function* proposeSameForAll(perInput: readonly InputValues[]): Generator<Proposal> {
  for (const value of ['0', '1']) {
    const takers = perInput.filter(({ values }) => values.includes(value));
    if (takers.length > 1)
      yield { ...NO_SHAPES, values: valuesByName(takers.map(({ name }) => [name, value])) };
  }
}

function valuesByName(values: readonly (readonly [string, ValueProposal])[]): InputSpec['values'] {
  return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** All combinations of one index from each range, those with the smallest sum first: few changes, and likely ones. */
export function* diagonally(lengths: readonly number[]): Generator<number[]> {
  const largest = lengths.reduce((sum, length) => sum + length - 1, 0);
  for (let sum = 0; sum <= largest; sum += 1) yield* withSum(lengths, sum);
}

function* withSum([length, ...rest]: readonly number[], sum: number): Generator<number[]> {
  if (length === undefined) {
    if (sum === 0) yield [];
    return;
  }
  for (let index = 0; index < length && index <= sum; index += 1) {
    for (const others of withSum(rest, sum - index)) yield [index, ...others];
  }
}

/** What the user said stays: proposals are made for the rest alone. */
function merge(spec: InputSpec, proposal: Proposal): InputSpec {
  return {
    ...spec,
    shapes: { ...proposal.shapes, ...spec.shapes },
    dims: { ...proposal.dims, ...spec.dims },
    values: { ...proposal.values, ...spec.values },
  };
}

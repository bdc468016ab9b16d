/** The sizes that a benchmark would choose, for the dimensions that a model leaves open. */
import type { InputSpec, InspectedInput, TensorInfo } from '@dumont/protocol';
import { checkNames } from '../feeds/check-names.ts';
import { chooseSizes } from '../feeds/choose-sizes.ts';
import { checkShape } from '../feeds/resolve-shape.ts';
import type { InputUses } from '../input-use.ts';
import { own } from '../own.ts';

export type WantedSizes = Pick<InputSpec, 'shapes' | 'dims'>;

export interface ChosenShapes {
  readonly inputs: readonly InspectedInput[];
  /** By name. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** @throws DumontError INPUT_INVALID where a model has no such input or dimension, or the sizes do not fit */
export function chooseShapes(
  inputs: readonly TensorInfo[],
  { shapes, dims }: WantedSizes,
  uses: InputUses,
): ChosenShapes {
  checkNames(inputs, { shapes, dims, seed: 0, values: {}, files: {}, folder: null });
  for (const input of inputs) {
    const given = own(shapes, input.name);
    if (given !== undefined) checkShape(input, given, { dims }, `--shape ${input.name}`);
  }
  const chosen = chooseSizes(inputs, { dims }, new Map(Object.entries(shapes)), uses);
  return {
    inputs: inputs.map((input) => ({
      ...input,
      chosenShape: own(shapes, input.name) ?? chosen.shapeOf(input),
    })),
    sizes: chosen.sizes,
  };
}

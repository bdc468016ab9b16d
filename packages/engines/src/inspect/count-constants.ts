import { tensorTypeSchema, type InspectedConstants, type InspectedOnnx } from '@dumont/protocol';
import { byteLengthOf } from '../element-layout.ts';
import { elementTypeName } from '../onnx/element-type.ts';
import type { OnnxModel, OnnxTensor } from '../onnx/model/onnx-model.ts';
import { product } from './shapes/known.ts';
import { allGraphs, allNodes } from './walk-nodes.ts';

/** Such tensors hold sizes, indexes, texts. */
const NO_WEIGHTS: ReadonlySet<string> = new Set(['int64', 'bool', 'string']);

export function countConstants(
  model: OnnxModel,
): Pick<InspectedOnnx, 'parameters' | 'constants' | 'externalFiles'> {
  const written = allNodes(model)
    .filter(({ opType }) => opType === 'Constant')
    .flatMap(({ attributes }) => [...attributes.values()].flatMap(({ tensor }) => tensor ?? []));
  const all = [...allGraphs(model).flatMap(({ initializers }) => initializers), ...written];
  const byType = Map.groupBy(all, ({ elementType }) => elementTypeName(elementType));
  const constants = [...byType].map(([dtype, tensors]) => describe(dtype, tensors));
  return {
    parameters: constants
      .filter(({ dtype }) => !NO_WEIGHTS.has(dtype))
      .reduce((sum, { elements }) => sum + elements, 0),
    constants: constants.sort((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0)),
    externalFiles: [...new Set(all.flatMap(({ location }) => location ?? []))],
  };
}

function describe(dtype: string, tensors: readonly OnnxTensor[]): InspectedConstants {
  const known = tensorTypeSchema.safeParse(dtype).data;
  const counts = tensors.map(({ shape }) => product(shape));
  const bytes =
    known === undefined || known === 'string'
      ? null
      : counts.reduce((sum, count) => sum + byteLengthOf(known, count), 0);
  return { dtype, tensors: tensors.length, elements: counts.reduce((sum, count) => sum + count, 0), bytes };
}

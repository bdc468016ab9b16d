import type { InspectedOnnx } from '@dumont/protocol';
import type { OnnxModel } from '../onnx/model/onnx-model.ts';
import { allNodes } from './walk-nodes.ts';

type Operators = InspectedOnnx['operators'];

export function countOperators(model: OnnxModel): Operators {
  const byName = Map.groupBy(allNodes(model), ({ domain, opType }) => JSON.stringify([domain, opType]));
  return [...byName.values()]
    .flatMap((nodes) =>
      nodes.slice(0, 1).map(({ opType, domain }) => ({ opType, domain, count: nodes.length })),
    )
    .sort((one, other) => other.count - one.count || one.opType.localeCompare(other.opType, 'en'));
}

export function namesOfOperators(operators: Operators): ReadonlySet<string> {
  return new Set(operators.map(({ opType }) => opType));
}

import type { InspectedWork } from '@dumont/protocol';
import type { OnnxGraph } from '../onnx/model/onnx-model.ts';
import { workOf, type Work } from './arithmetic.ts';
import { inferShapes, type Sizes } from './shapes/infer-shapes.ts';

/** Of the main graph: what is in others runs as often as nobody knows. */
export function countWork(graph: OnnxGraph, sizes: Sizes): InspectedWork {
  const nodes = inferShapes(graph, sizes).map(({ node, call, outputs }) => ({
    opType: node.opType,
    domain: node.domain,
    work: workOf(call, outputs),
  }));
  const counted = nodes.flatMap(({ opType, domain, work }) =>
    typeof work === 'string' ? [] : [{ opType, domain, work }],
  );
  const byOperator = [
    ...Map.groupBy(counted, ({ opType, domain }) => JSON.stringify([domain, opType])).values(),
  ]
    .flatMap((own) =>
      own.slice(0, 1).map(({ opType, domain }) => ({
        opType,
        domain,
        nodes: own.length,
        ...total(own.map(({ work }) => work)),
      })),
    )
    .filter(({ flops }) => flops > 0)
    .sort((one, other) => other.flops - one.flops);
  const left = nodes.flatMap(({ opType, work: why }) => (typeof why === 'string' ? [{ opType, why }] : []));
  const notCounted = [...Map.groupBy(left, ({ opType, why }) => `${opType}: ${why}`).values()].flatMap(
    (own) => own.slice(0, 1).map(({ opType, why }) => ({ opType, nodes: own.length, why })),
  );
  return { ...total(counted.map(({ work }) => work)), byOperator, notCounted };
}

function total(works: readonly Work[]): Work {
  return works.reduce(
    (sum, work) => ({
      multiplyAdds: sum.multiplyAdds + work.multiplyAdds,
      flops: sum.flops + work.flops,
    }),
    { multiplyAdds: 0, flops: 0 },
  );
}

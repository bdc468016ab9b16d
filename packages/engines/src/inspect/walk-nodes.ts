/** All nodes as they are written: those of inner graphs and of the model's own functions among them. */
import type { OnnxGraph, OnnxModel, OnnxNode } from '../onnx/model/onnx-model.ts';

export function* graphsOf(graph: OnnxGraph): Generator<OnnxGraph> {
  yield graph;
  for (const inner of innerGraphsOf(graph.nodes)) yield* graphsOf(inner);
}

function innerGraphsOf(nodes: readonly OnnxNode[]): OnnxGraph[] {
  return nodes.flatMap(({ attributes }) => [...attributes.values()].flatMap(({ graphs }) => graphs));
}

/** @returns the main graph, and all others that are written in it or in functions */
export function allGraphs({ graph, functions }: OnnxModel): OnnxGraph[] {
  const inFunctions = functions.flatMap(({ nodes }) => innerGraphsOf(nodes));
  return [graph, ...inFunctions].flatMap((outer) => [...graphsOf(outer)]);
}

export function allNodes(model: OnnxModel): OnnxNode[] {
  return [...allGraphs(model).map(({ nodes }) => nodes), ...model.functions.map(({ nodes }) => nodes)].flat();
}

/** Attention, feed-forward layers and layer normalisation, as in BERT's encoder, with weights drawn by a seed: a model to compute with. */
import { Graph } from './graph.ts';

export interface EncoderSize {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly tokens: number;
}

/** As DistilBERT's: 42.5 million weights, 170 MB. */
export const ENCODER_6: EncoderSize = { layers: 6, width: 768, heads: 12, tokens: 128 };
/** 0.4 MB. */
export const SMALL_ENCODER: EncoderSize = { layers: 2, width: 64, heads: 4, tokens: 32 };

const WIDER = 4;

/** One input, `hidden`, and one output, `encoded`, of the same shape; the batch is open. Needs no embedding: any numbers will do. */
export function encodeEncoderLike(size: EncoderSize, seed = 1): Uint8Array {
  const graph = new Graph(seed);
  let value = 'hidden';
  for (let layer = 0; layer < size.layers; layer++) {
    const attended = graph.node('Add', [value, attend(graph, value, size)]);
    const normalised = normalise(graph, attended, size.width);
    value = normalise(
      graph,
      graph.node('Add', [normalised, feedForward(graph, normalised, size)]),
      size.width,
    );
  }
  const shape = ['batch', size.tokens, size.width];
  return graph.encode({ name: 'hidden', shape }, value, { name: 'encoded', shape });
}

function attend(graph: Graph, input: string, { width, heads }: EncoderSize): string {
  const perHead = width / heads;
  // 0 keeps a dimension as it is.
  const split = graph.integers([0, 0, heads, perHead]);
  const headsOf = (permutation: number[]): string =>
    graph.node('Transpose', [graph.node('Reshape', [linear(graph, input, width, width), split])], {
      perm: { ints: permutation },
    });
  const query = headsOf([0, 2, 1, 3]);
  const key = headsOf([0, 2, 3, 1]);
  const value = headsOf([0, 2, 1, 3]);
  const scale = graph.filled(1 / Math.sqrt(perHead));
  const scores = graph.node('Mul', [graph.node('MatMul', [query, key]), scale]);
  const attention = graph.node('Softmax', [scores], { axis: { int: -1 } });
  const mixed = graph.node('Transpose', [graph.node('MatMul', [attention, value])], {
    perm: { ints: [0, 2, 1, 3] },
  });
  const joined = graph.node('Reshape', [mixed, graph.integers([0, 0, width])]);
  return linear(graph, joined, width, width);
}

function feedForward(graph: Graph, input: string, { width }: EncoderSize): string {
  return linear(graph, gelu(graph, linear(graph, input, width, width * WIDER)), width * WIDER, width);
}

function linear(graph: Graph, input: string, from: number, to: number): string {
  const product = graph.node('MatMul', [input, graph.weights([from, to], from)]);
  return graph.node('Add', [product, graph.filled(0.01, [to])]);
}

/** x · (1 + erf(x / √2)) / 2, in the nodes that exporters write, and which runtimes put together again. */
function gelu(graph: Graph, input: string): string {
  const erf = graph.node('Erf', [graph.node('Div', [input, graph.filled(Math.SQRT2)])]);
  const scaled = graph.node('Mul', [input, graph.node('Add', [erf, graph.filled(1)])]);
  return graph.node('Mul', [scaled, graph.filled(0.5)]);
}

function normalise(graph: Graph, input: string, width: number): string {
  return graph.node('LayerNormalization', [input, graph.filled(1, [width]), graph.filled(0, [width])], {
    axis: { int: -1 },
  });
}

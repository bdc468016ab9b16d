/** Convolutions, batch normalisation and shortcuts, as in ResNet-50, with weights drawn by a seed: a model to compute with, not to use. */
import { Graph } from './graph.ts';

export interface ResnetSize {
  /** Of the square image. */
  readonly pixels: number;
  /** A stage each: how many blocks, of how many channels; a block gives four times as many. */
  readonly stages: readonly { readonly blocks: number; readonly channels: number }[];
  readonly classes: number;
}

/** ResNet-50's own: 53 convolutions, 25.6 million weights, 102 MB. */
export const RESNET_50: ResnetSize = {
  pixels: 224,
  stages: [
    { blocks: 3, channels: 64 },
    { blocks: 4, channels: 128 },
    { blocks: 6, channels: 256 },
    { blocks: 3, channels: 512 },
  ],
  classes: 1000,
};

/** Of the same kind, 0.5 MB. */
export const SMALL_RESNET: ResnetSize = {
  pixels: 64,
  stages: [
    { blocks: 1, channels: 16 },
    { blocks: 2, channels: 32 },
  ],
  classes: 100,
};

const IMAGE_CHANNELS = 3;
const EXPANSION = 4;
/** Blocks add to what they were given; more than this and the numbers grow with the depth. */
const RESIDUAL_SCALE = 0.3;

interface Layer {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
  /** Of the normalisation. */
  readonly scale?: number;
}

/** One input, `image`, and one output, `scores`; the batch is open. */
export function encodeResnetLike(size: ResnetSize, seed = 1): Uint8Array {
  const graph = new Graph(seed);
  const [first = { channels: 64 }] = size.stages;
  let channels = first.channels;
  const stem = convolve(graph, 'image', { from: IMAGE_CHANNELS, to: channels, kernel: 7, stride: 2 });
  let value = graph.node('MaxPool', [graph.node('Relu', [stem])], pooling(3, 2));
  for (const [index, stage] of size.stages.entries()) {
    for (let block = 0; block < stage.blocks; block++) {
      const stride = index > 0 && block === 0 ? 2 : 1;
      value = addBlock(graph, value, { from: channels, channels: stage.channels, stride });
      channels = stage.channels * EXPANSION;
    }
  }
  const features = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])]);
  const weights = graph.weights([size.classes, channels], channels);
  const scores = graph.node('Gemm', [features, weights, graph.filled(0, [size.classes])], {
    transB: { int: 1 },
  });
  const image = { name: 'image', shape: ['batch', IMAGE_CHANNELS, size.pixels, size.pixels] };
  return graph.encode(image, scores, { name: 'scores', shape: ['batch', size.classes] });
}

/** A bottleneck: narrow, 3 × 3, wide again, beside a shortcut. */
function addBlock(
  graph: Graph,
  input: string,
  { from, channels, stride }: { readonly from: number; readonly channels: number; readonly stride: number },
): string {
  const to = channels * EXPANSION;
  const narrow = graph.node('Relu', [convolve(graph, input, { from, to: channels, kernel: 1, stride: 1 })]);
  const middle = graph.node('Relu', [
    convolve(graph, narrow, { from: channels, to: channels, kernel: 3, stride }),
  ]);
  const wide = convolve(graph, middle, {
    from: channels,
    to,
    kernel: 1,
    stride: 1,
    scale: RESIDUAL_SCALE,
  });
  const isAsItWas = from === to && stride === 1;
  const shortcut = isAsItWas ? input : convolve(graph, input, { from, to, kernel: 1, stride });
  return graph.node('Relu', [graph.node('Add', [wide, shortcut])]);
}

/** With its batch normalisation, which the runtime may fold into it. */
function convolve(graph: Graph, input: string, { from, to, kernel, stride, scale = 1 }: Layer): string {
  // What a Relu lets through is half of it.
  const weights = graph.weights([to, from, kernel, kernel], (from * kernel * kernel) / 2);
  const convolved = graph.node('Conv', [input, weights], pooling(kernel, stride));
  const statistics = [scale, 0.01, 0, 1].map((value) => graph.filled(value, [to]));
  return graph.node('BatchNormalization', [convolved, ...statistics]);
}

function pooling(kernel: number, stride: number) {
  const pad = kernel >> 1;
  return {
    kernel_shape: { ints: [kernel, kernel] },
    strides: { ints: [stride, stride] },
    pads: { ints: [pad, pad, pad, pad] },
  };
}

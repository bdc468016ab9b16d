/** CoreML's neural networks (`.mlmodel`), with weights drawn by a seed. Fields are those of NeuralNetwork.proto. */
import { PbfWriter } from 'pbf';
import { sizeOf, writeDescription } from './coreml-parts.ts';
import { uniform } from './uniform.ts';

/** The first with arrays of any rank, and the layers below. */
const SPECIFICATION_VERSION = 4;

interface Layer {
  readonly kind: 'dense' | 'convolution';
  readonly from: number;
  readonly to: number;
}

interface NetworkShape {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly layers: readonly Layer[];
}

const KERNEL = 3;

/** Layers of `width` to `width`, each with its rectifier: `x` to `y`, both [1, width]. */
export function encodeDenseNetwork(width: number, layers: number, seed = 1): Uint8Array {
  const layer: Layer = { kind: 'dense', from: width, to: width };
  return encode({ input: [1, width], output: [1, width], layers: repeat(layer, layers) }, seed);
}

/** Convolutions of 3 × 3 that keep the image's size, each with its rectifier: `x` [1, channels, pixels, pixels] to `y`, as large. */
export function encodeConvolutionalNetwork(
  {
    channels,
    pixels,
    layers,
  }: { readonly channels: number; readonly pixels: number; readonly layers: number },
  seed = 1,
): Uint8Array {
  const shape = [1, channels, pixels, pixels];
  const layer: Layer = { kind: 'convolution', from: channels, to: channels };
  return encode({ input: shape, output: shape, layers: repeat(layer, layers) }, seed);
}

function repeat(layer: Layer, times: number): Layer[] {
  return Array.from({ length: times }, () => layer);
}

function encode({ input, output, layers }: NetworkShape, seed: number): Uint8Array {
  const next = uniform(seed);
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, SPECIFICATION_VERSION);
  const description = { input: { name: 'x', shape: input }, output: { name: 'y', shape: output } };
  pbf.writeMessage(2, writeDescription, description);
  pbf.writeMessage(
    500,
    (_: null, network) => {
      for (const [index, layer] of layers.entries()) {
        const from = index === 0 ? 'x' : `r${index - 1}`;
        network.writeMessage(1, writeLayer, { name: `l${index}`, from, to: `l${index}`, layer, next });
        const to = index === layers.length - 1 ? 'y' : `r${index}`;
        network.writeMessage(1, writeRectifier, { from: `l${index}`, to });
      }
      // Shapes are as they are said, not of five axes.
      network.writeVarintField(5, 1);
    },
    null,
  );
  return pbf.finish();
}

interface WrittenLayer {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly layer: Layer;
  readonly next: () => number;
}

function writeLayer({ name, from, to, layer, next }: WrittenLayer, pbf: PbfWriter): void {
  writeEnds(pbf, name, from, to);
  if (layer.kind === 'dense') pbf.writeMessage(140, writeDense, { layer, next });
  else pbf.writeMessage(100, writeConvolution, { layer, next });
}

function writeEnds(pbf: PbfWriter, name: string, from: string, to: string): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, from);
  pbf.writeStringField(3, to);
}

function writeRectifier({ from, to }: { readonly from: string; readonly to: string }, pbf: PbfWriter): void {
  writeEnds(pbf, `${from}-rectified`, from, to);
  pbf.writeMessage(130, writeReluActivation, null);
}

function writeReluActivation(_: null, pbf: PbfWriter): void {
  pbf.writeMessage(10, () => undefined, null);
}

type Weighted = Pick<WrittenLayer, 'layer' | 'next'>;

function writeDense({ layer: { from, to }, next }: Weighted, pbf: PbfWriter): void {
  pbf.writeVarintField(1, from);
  pbf.writeVarintField(2, to);
  pbf.writeMessage(20, writeWeights, { shape: [to, from], fanIn: from, next });
}

function writeConvolution({ layer: { from, to }, next }: Weighted, pbf: PbfWriter): void {
  pbf.writeVarintField(1, to);
  pbf.writeVarintField(2, from);
  pbf.writeVarintField(10, 1);
  pbf.writePackedVarint(20, [KERNEL, KERNEL]);
  pbf.writePackedVarint(30, [1, 1]);
  // The same size comes out as goes in.
  pbf.writeMessage(51, () => undefined, null);
  pbf.writeMessage(90, writeWeights, { shape: [to, from, KERNEL, KERNEL], fanIn: from * KERNEL ** 2, next });
}

/** What a rectifier lets through is half of it. */
function writeWeights(
  { shape, fanIn, next }: { readonly shape: number[]; readonly fanIn: number; readonly next: () => number },
  pbf: PbfWriter,
): void {
  const bound = Math.sqrt(6 / fanIn);
  pbf.writePackedFloat(
    1,
    Array.from({ length: sizeOf(shape) }, () => (next() * 2 - 1) * bound),
  );
}

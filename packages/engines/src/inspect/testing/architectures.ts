/** Image classifiers as their papers describe them, with weights that lie nowhere: what is counted are their sizes. */
import { encodeModel, type NodeSpec } from '../../onnx/model-proto.ts';
import type { TensorSpec } from '../../onnx/write-tensor-proto.ts';

interface ConvShape {
  readonly to: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly groups?: number;
}

/** A chain of operators with branches; the name of the last value is what each call gives. */
class Classifier {
  readonly #nodes: NodeSpec[] = [];
  readonly #weights: TensorSpec[] = [];
  readonly #channels = new Map<string, number>([['image', 3]]);

  conv(from: string, { to, kernel, stride = 1, groups = 1 }: ConvShape, hasBias = false): string {
    const channels = this.#channels.get(from) ?? 0;
    const pad = Math.floor(kernel / 2);
    const weights = this.#weight([to, channels / groups, kernel, kernel]);
    const bias = hasBias ? [this.#weight([to])] : [];
    return this.#add('Conv', [from, weights, ...bias], to, {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: [pad, pad, pad, pad] },
      group: { int: groups },
    });
  }

  /** Scale and shift, which are learnt, mean and variance, which are not. */
  norm(from: string): string {
    const channels = this.#channels.get(from) ?? 0;
    const numbers = Array.from({ length: 4 }, () => this.#weight([channels]));
    return this.#add('BatchNormalization', [from, ...numbers], channels);
  }

  convNorm(from: string, shape: ConvShape, activation: 'Relu' | 'Clip' | null): string {
    const normed = this.norm(this.conv(from, shape));
    return activation === null ? normed : this.same(activation, [normed]);
  }

  same(opType: string, from: readonly string[]): string {
    return this.#add(opType, from, this.#channels.get(from[0] ?? '') ?? 0);
  }

  maxPool(from: string, kernel: number, stride: number, pad = 0): string {
    return this.#add('MaxPool', [from], this.#channels.get(from) ?? 0, {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: [pad, pad, pad, pad] },
    });
  }

  flatten(from: string, features: number): string {
    return this.#add('Flatten', [from], features);
  }

  linear(from: string, to: number): string {
    const weights = this.#weight([to, this.#channels.get(from) ?? 0]);
    return this.#add('Gemm', [from, weights, this.#weight([to])], to, { transB: { int: 1 } });
  }

  channelsOf(name: string): number {
    return this.#channels.get(name) ?? 0;
  }

  encode(output: string): Uint8Array {
    return encodeModel({
      nodes: this.#nodes,
      initializers: this.#weights,
      inputs: [{ name: 'image', elementType: 'float32', shape: ['batch', 3, 224, 224] }],
      outputs: [{ name: output, elementType: 'float32' }],
    });
  }

  #weight(dims: readonly number[]): string {
    const name = `w${this.#weights.length}`;
    const content = { external: { location: 'weights' } };
    this.#weights.push({ name, dims, elementType: 'float32', content });
    return name;
  }

  #add(
    opType: string,
    inputs: readonly string[],
    channels: number,
    attributes: NonNullable<NodeSpec['attributes']> = {},
  ): string {
    const output = `v${this.#nodes.length}`;
    this.#nodes.push({ opType, inputs, outputs: [output], attributes });
    this.#channels.set(output, channels);
    return output;
  }
}

/** @see https://arxiv.org/abs/1409.1556 configuration D */
export function vgg16(): Uint8Array {
  const model = new Classifier();
  let at = 'image';
  for (const [to, convs] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ] as const) {
    for (let n = 0; n < convs; n++) at = model.same('Relu', [model.conv(at, { to, kernel: 3 }, true)]);
    at = model.maxPool(at, 2, 2);
  }
  at = model.flatten(at, 512 * 7 * 7);
  for (const to of [4096, 4096]) at = model.same('Relu', [model.linear(at, to)]);
  return model.encode(model.linear(at, 1000));
}

/** @see https://arxiv.org/abs/1512.03385, with the stride in the middle convolution */
export function resnet50(): Uint8Array {
  const model = new Classifier();
  let at = model.convNorm('image', { to: 64, kernel: 7, stride: 2 }, 'Relu');
  at = model.maxPool(at, 3, 2, 1);
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      let inner = model.convNorm(at, { to: width, kernel: 1 }, 'Relu');
      inner = model.convNorm(inner, { to: width, kernel: 3, stride }, 'Relu');
      inner = model.convNorm(inner, { to: 4 * width, kernel: 1 }, null);
      const short = block === 0 ? model.convNorm(at, { to: 4 * width, kernel: 1, stride }, null) : at;
      at = model.same('Relu', [model.same('Add', [inner, short])]);
    }
  }
  const pooled = model.flatten(model.same('GlobalAveragePool', [at]), 2048);
  return model.encode(model.linear(pooled, 1000));
}

/** @see https://arxiv.org/abs/1801.04381 */
export function mobileNetV2(): Uint8Array {
  const model = new Classifier();
  let at = model.convNorm('image', { to: 32, kernel: 3, stride: 2 }, 'Clip');
  for (const [expansion, to, blocks, firstStride] of [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const) {
    for (let block = 0; block < blocks; block++) {
      const from = at;
      const channels = model.channelsOf(from) * expansion;
      const stride = block === 0 ? firstStride : 1;
      let inner = expansion === 1 ? from : model.convNorm(from, { to: channels, kernel: 1 }, 'Clip');
      inner = model.convNorm(inner, { to: channels, kernel: 3, stride, groups: channels }, 'Clip');
      inner = model.convNorm(inner, { to, kernel: 1 }, null);
      at = block === 0 ? inner : model.same('Add', [inner, from]);
    }
  }
  at = model.convNorm(at, { to: 1280, kernel: 1 }, 'Clip');
  const pooled = model.flatten(model.same('GlobalAveragePool', [at]), 1280);
  return model.encode(model.linear(pooled, 1000));
}

/** Makes a graph of ONNX node by node, with weights drawn by a seed. */
import { encodeModel, tensorSpec, type AttributeSpec, type NodeSpec } from '@dumont/engines/testing';
import { uniform } from './uniform.ts';

type Weights = ReturnType<typeof tensorSpec>;
/** A dimension is a size, or a name that leaves it open. */
export interface Value {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export class Graph {
  readonly #nodes: NodeSpec[] = [];
  readonly #weights: Weights[] = [];
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = uniform(seed);
  }

  /** @returns the name of its only output */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeSpec>> = {},
  ): string {
    const output = `${opType}_${this.#nodes.length}`;
    this.#nodes.push({ opType, inputs, outputs: [output], name: output, attributes });
    return output;
  }

  /**
   * Drawn evenly from −bound to bound, which keeps what goes through a layer as large as it was.
   * @param fanIn how many of them are added up for one element of the output
   */
  weights(shape: readonly number[], fanIn: number): string {
    const bound = Math.sqrt(3 / fanIn);
    const data = new Float32Array(sizeOf(shape));
    for (let index = 0; index < data.length; index++) data[index] = (this.#next() * 2 - 1) * bound;
    return this.#keep('weights', data, shape);
  }

  /** The same in every element; a shape of no dimension is a number alone. */
  filled(value: number, shape: readonly number[] = []): string {
    return this.#keep('filled', new Float32Array(sizeOf(shape)).fill(value), shape);
  }

  /** Whole numbers, as shapes are. */
  integers(values: readonly number[]): string {
    const name = `integers_${this.#weights.length}`;
    const data = BigInt64Array.from(values, BigInt);
    this.#weights.push(tensorSpec({ dtype: 'int64', shape: [values.length], data }, name));
    return name;
  }

  /** @param last what gave the model's output */
  encode(input: Value, last: string, output: Value): Uint8Array {
    return encodeModel({
      nodes: [...this.#nodes, { opType: 'Identity', inputs: [last], outputs: [output.name] }],
      inputs: [{ ...input, elementType: 'float32' }],
      outputs: [{ ...output, elementType: 'float32' }],
      initializers: this.#weights,
    });
  }

  #keep(kind: string, data: Float32Array<ArrayBuffer>, shape: readonly number[]): string {
    const name = `${kind}_${this.#weights.length}`;
    this.#weights.push(tensorSpec({ dtype: 'float32', shape: [...shape], data }, name));
    return name;
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

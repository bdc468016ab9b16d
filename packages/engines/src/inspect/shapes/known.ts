/** What is known of the values of a graph without running it. */
import type { OnnxNode } from '../../onnx/model/onnx-model.ts';

export interface Known {
  readonly shape: readonly number[];
  /** Its elements, where they are few and follow from sizes and constants. */
  readonly numbers?: readonly number[];
}

/** Undefined where nothing is known. */
export type Maybe = Known | undefined;

/** More elements are no sizes. */
export const MOST_NUMBERS = 64;

/** ONNX's, and those of ONNX Runtime's own operators: in another domain one of the same name may do something else. */
const DOMAINS: ReadonlySet<string> = new Set([
  '',
  'ai.onnx',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
]);

/** @returns what a table by names of operators has for this one */
export function ruleFor<Rule>(
  rules: Readonly<Record<string, Rule>>,
  { opType, domain }: Pick<OnnxNode, 'opType' | 'domain'>,
): Rule | undefined {
  return DOMAINS.has(domain) && Object.hasOwn(rules, opType) ? rules[opType] : undefined;
}

/** A node with what is known of its inputs. */
export class Call {
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly Maybe[];
  readonly outputCount: number;
  readonly #attributes: OnnxNode['attributes'];

  constructor({ opType, domain, outputs, attributes }: OnnxNode, inputs: readonly Maybe[]) {
    this.opType = opType;
    this.domain = domain;
    this.inputs = inputs;
    this.outputCount = outputs.length;
    this.#attributes = attributes;
  }

  shape(input: number): readonly number[] | undefined {
    return this.inputs[input]?.shape;
  }

  numbers(input: number): readonly number[] | undefined {
    return this.inputs[input]?.numbers;
  }

  integer(name: string): number | undefined {
    return this.#attributes.get(name)?.integer;
  }

  integers(name: string): readonly number[] | undefined {
    return this.#attributes.get(name)?.integers;
  }

  text(name: string): string {
    return this.#attributes.get(name)?.text ?? '';
  }

  /** Of a tensor among its attributes. */
  constant(name: string): Maybe {
    return this.#attributes.get(name)?.tensor;
  }

  /** Axes and the like are an attribute in older operator sets and an input in later ones; undefined where they are not known. */
  listed(attribute: string, input: number): readonly number[] | undefined {
    const written = this.integers(attribute);
    return written !== undefined && written.length > 0 ? written : this.numbers(input);
  }
}

/** What an operator gives; undefined, or none, where that is not known. */
export type ShapeRule = (call: Call) => readonly Maybe[];

/** A shape that may be only partly known is not known. */
export function known(shape: readonly number[] | undefined, numbers?: readonly number[]): Maybe[] {
  if (shape?.every((size) => Number.isSafeInteger(size) && size >= 0) !== true) return [];
  return [numbers === undefined ? { shape } : { shape, numbers }];
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((count, size) => count * size, 1);
}

/** @param axis counted from the end where it is negative */
export function place(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** @returns undefined where they do not go together */
export function broadcast(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const sizes: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const at = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const wide = at.filter((size) => size !== 1);
    if (wide.some((size) => size !== wide[0])) return undefined;
    sizes.push(wide[0] ?? 1);
  }
  return sizes;
}

/** An ONNX model as it is written, without the contents of its weights. */
import type { Container } from '@dumont/protocol';

export interface OnnxModel {
  /** Null where it does not say. */
  readonly irVersion: number | null;
  readonly producer: { readonly name: string; readonly version: string };
  /** By domain; `''` is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly functions: readonly OnnxFunction[];
  readonly graph: OnnxGraph;
}

export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Initializers may be among them. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** What the model says of other values. */
  readonly values: readonly OnnxValue[];
}

export interface OnnxValue {
  readonly name: string;
  /** Left out for a plain tensor. */
  readonly container?: Container;
  /** ONNX's number of it; null where it does not say. */
  readonly elementType: number | null;
  /** Sizes, and names of dimensions, '' for one without either; null where the rank is not said. */
  readonly shape: readonly (number | string)[] | null;
}

export interface OnnxNode {
  readonly opType: string;
  readonly domain: string;
  /** '' for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxAttribute {
  readonly integer?: number;
  readonly integers: readonly number[];
  readonly text?: string;
  readonly tensor?: OnnxTensor;
  readonly graphs: readonly OnnxGraph[];
}

export interface OnnxTensor {
  readonly name: string;
  /** ONNX's number of it. */
  readonly elementType: number;
  readonly shape: readonly number[];
  /** Its elements, where they are few and float32, int32 or int64. */
  readonly numbers?: readonly number[];
  /** The file that its contents lie in, as the model writes it; left out where that is the model's own. */
  readonly location?: string;
}

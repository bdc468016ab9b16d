/** What a model's file says of the model, without running it. */
import type { ReportModelFile } from './report/model.ts';
import type { TensorInfo } from './runner-messages.ts';

export const INSPECTION_SCHEMA = 'dumont.inspection/1';

/** @see https://onnx.ai/onnx/repo-docs/IR.html for what of it ONNX names */
export interface Inspection extends InspectedModel {
  readonly schema: typeof INSPECTION_SCHEMA;
  readonly model: {
    readonly path: string;
    readonly format: string;
    /** Of all files. */
    readonly bytes: number;
    /** Of the model's own file; of a folder over all of its files. */
    readonly sha256: string;
    /** Of a model in several files: over all of them. */
    readonly digest?: string;
    /** The model's own first, then those that it keeps weights in. */
    readonly files: readonly ReportModelFile[];
  };
  /** That weights are said to lie in, and that are not there: it cannot be loaded without them. */
  readonly missingFiles: readonly string[];
  /** A benchmark of it, to be pasted into a shell. */
  readonly command: string;
  /** What gives the chosen shapes to that; a benchmark that is given none tries others where the model refuses those. */
  readonly shapeFlags: string;
}

export interface InspectedModel {
  readonly inputs: readonly InspectedInput[];
  readonly outputs: readonly TensorInfo[];
  /** Values that are kept from run to run. */
  readonly states: readonly TensorInfo[];
  /** Of a model with several entries, one of which is run: their names. */
  readonly functions: readonly string[];
  /** Null for other formats than ONNX's. */
  readonly onnx: InspectedOnnx | null;
  /** Null for other formats than CoreML's. */
  readonly coreml: { readonly specificationVersion: number; readonly kind: string } | null;
}

export interface InspectedInput extends TensorInfo {
  /** What a benchmark would feed first, where nobody says otherwise. */
  readonly chosenShape: readonly number[];
}

export interface InspectedOnnx {
  readonly irVersion: number | null;
  readonly producer: { readonly name: string; readonly version: string };
  /** By domain; `ai.onnx` is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Most frequent first; those of inner graphs and of the model's own functions as often as they are written. */
  readonly operators: readonly { readonly opType: string; readonly domain: string; readonly count: number }[];
  /** Elements of weights: all constant tensors but those of int64, bool and string, which hold sizes and the like. */
  readonly parameters: number;
  /** All constant tensors, by the type of their elements, the most bytes first; bytes are null where the type has no fixed size. */
  readonly constants: readonly InspectedConstants[];
  /** That weights lie in, as the model writes them, each once. */
  readonly externalFiles: readonly string[];
  /** How weights are kept small, and calculated with; empty where they are not. */
  readonly quantization: readonly string[];
  readonly work: InspectedWork;
}

export interface InspectedConstants {
  readonly dtype: string;
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number | null;
}

/** In one run, with inputs of the chosen shapes. */
export interface InspectedWork {
  /** Products that are added up. */
  readonly multiplyAdds: number;
  /** Two for each of those, one for each other operation on numbers. */
  readonly flops: number;
  /** The most first; of operators that calculate at all. */
  readonly byOperator: readonly {
    readonly opType: string;
    readonly domain: string;
    readonly nodes: number;
    readonly multiplyAdds: number;
    readonly flops: number;
  }[];
  /** What is in neither sum, and why. */
  readonly notCounted: readonly { readonly opType: string; readonly nodes: number; readonly why: string }[];
}

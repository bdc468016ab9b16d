/** What CoreML models of every kind are written of. Fields are those of Model.proto and FeatureTypes.proto. */
import type { PbfWriter } from 'pbf';

const FLOAT32 = 65_568;

export interface CoremlArray {
  readonly name: string;
  readonly shape: readonly number[];
}

export function writeDescription(
  { input, output }: { readonly input: CoremlArray; readonly output: CoremlArray },
  pbf: PbfWriter,
): void {
  pbf.writeMessage(1, writeFeature, input);
  pbf.writeMessage(10, writeFeature, output);
}

function writeFeature({ name, shape }: CoremlArray, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(3, writeType, shape);
}

function writeType(shape: readonly number[], pbf: PbfWriter): void {
  pbf.writeMessage(5, writeArray, shape);
}

function writeArray(shape: readonly number[], pbf: PbfWriter): void {
  pbf.writePackedVarint(1, [...shape]);
  pbf.writeVarintField(2, FLOAT32);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

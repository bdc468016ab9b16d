/** A model that does nothing: what a run of it takes is the floor below every figure of models with inputs and outputs as large. */
import type { NullModel } from '@dumont/protocol';
import { PbfWriter } from 'pbf';

const BYTES_PER_FLOAT = 4;
/** The first with arrays of any rank, and the layers below. */
const SPECIFICATION_VERSION = 4;
const FLOAT32 = 65_568;

/** One float in, one out. */
export const SMALLEST_NULL_MODEL: NullModel = { inputBytes: 4, outputBytes: 4 };

/** A `.mlmodel`: a neural network that takes the first float of its input and writes it as often as the output is long. Fields are those of Model.proto and NeuralNetwork.proto. */
export function encodeNullModel({ inputBytes, outputBytes }: NullModel): Uint8Array {
  const [input, output] = [floatsIn(inputBytes), floatsIn(outputBytes)];
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, SPECIFICATION_VERSION);
  pbf.writeMessage(2, writeDescription, { input, output });
  pbf.writeMessage(500, writeNetwork, output);
  return pbf.finish();
}

/** One at least. */
function floatsIn(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BYTES_PER_FLOAT));
}

function writeDescription({ input, output }: { input: number; output: number }, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeFeature, { name: 'x', floats: input });
  pbf.writeMessage(10, writeFeature, { name: 'y', floats: output });
}

function writeFeature({ name, floats }: { name: string; floats: number }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    3,
    (size: number, type) => {
      type.writeMessage(5, writeArray, size);
    },
    floats,
  );
}

function writeArray(floats: number, pbf: PbfWriter): void {
  pbf.writePackedVarint(1, [floats]);
  pbf.writeVarintField(2, FLOAT32);
}

function writeNetwork(output: number, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeSlice, null);
  pbf.writeMessage(1, writeTile, output);
  // Shapes are as they are said, not of five axes.
  pbf.writeVarintField(5, 1);
}

function writeSlice(_: null, pbf: PbfWriter): void {
  writeLayer(pbf, 'first', 'x', 'f');
  pbf.writeMessage(
    995,
    (__: null, slice) => {
      slice.writePackedVarint(1, [0]);
      slice.writePackedBoolean(2, [false]);
      slice.writePackedVarint(3, [1]);
      slice.writePackedBoolean(4, [false]);
      slice.writePackedVarint(5, [1]);
    },
    null,
  );
}

function writeTile(output: number, pbf: PbfWriter): void {
  writeLayer(pbf, 'repeat', 'f', 'y');
  pbf.writeMessage(
    920,
    (count: number, tile) => {
      tile.writePackedVarint(1, [count]);
    },
    output,
  );
}

function writeLayer(pbf: PbfWriter, name: string, input: string, output: string): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, input);
  pbf.writeStringField(3, output);
}

/** CoreML's programs (`.mlpackage`), in half precision, which the Neural Engine computes in. Fields are those of MIL.proto. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PbfWriter } from 'pbf';
import { sizeOf, writeDescription } from './coreml-parts.ts';
import { uniform } from './uniform.ts';

/** Of macOS 13. */
const SPECIFICATION_VERSION = 7;
const OPERATOR_SET = 'CoreML6';
const TYPES = { text: 2, float16: 10, float32: 11 } as const;

export interface ProgramSize {
  readonly rows: number;
  readonly width: number;
  readonly layers: number;
}

interface Tensor {
  readonly type: keyof typeof TYPES;
  /** None: a number or text alone. */
  readonly shape: readonly number[];
}

interface Operation {
  readonly type: string;
  /** Names of values by name of parameter. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly output: Tensor & { readonly name: string };
  /** Of a constant: text, or halves as they lie in memory. */
  readonly value?: string | Uint8Array;
}

/** Linear layers with a rectifier each: `x` [rows, width] to `y`, as large. @param folder is made, and its name ends in `.mlpackage` */
export async function writeProgram(folder: string, size: ProgramSize, seed = 1): Promise<void> {
  const data = path.join(folder, 'Data', 'com.apple.CoreML');
  await mkdir(data, { recursive: true });
  await writeFile(path.join(data, 'model.mlmodel'), encodeProgram(size, seed));
  await writeFile(path.join(folder, 'Manifest.json'), `${JSON.stringify(MANIFEST, null, 2)}\n`);
}

const ID = '00000000-0000-0000-0000-000000000000';
const MANIFEST = {
  fileFormatVersion: '1.0.0',
  itemInfoEntries: {
    [ID]: {
      author: 'com.apple.CoreML',
      description: 'CoreML Model Specification',
      name: 'model.mlmodel',
      path: 'com.apple.CoreML/model.mlmodel',
    },
  },
  rootModelIdentifier: ID,
};

function encodeProgram(size: ProgramSize, seed: number): Uint8Array {
  const shape = [size.rows, size.width];
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, SPECIFICATION_VERSION);
  pbf.writeMessage(2, writeDescription, { input: { name: 'x', shape }, output: { name: 'y', shape } });
  pbf.writeMessage(
    502,
    (_: null, program) => {
      program.writeVarintField(1, 1);
      writeEntry(program, 2, 'main', (value) => {
        writeFunction(value, shape, operationsOf(size, seed));
      });
    },
    null,
  );
  return pbf.finish();
}

/** Whole numbers and halves come in and go out as float32, as coremltools writes them. */
function operationsOf({ rows, width, layers }: ProgramSize, seed: number): Operation[] {
  const next = uniform(seed);
  const half = { type: 'float16', shape: [rows, width] } as const;
  const cast = (from: string, to: string, dtype: 'fp16' | 'fp32'): Operation[] => [
    constant(`${to}_dtype`, { type: 'text', shape: [] }, dtype),
    {
      type: 'cast',
      inputs: { dtype: `${to}_dtype`, x: from },
      output: { name: to, type: dtype === 'fp16' ? 'float16' : 'float32', shape: [rows, width] },
    },
  ];
  const operations = cast('x', 'h0', 'fp16');
  for (let layer = 0; layer < layers; layer++) {
    const weight: Tensor = { type: 'float16', shape: [width, width] };
    operations.push(
      constant(`w${layer}`, weight, halves(width * width, width, next)),
      constant(`b${layer}`, { type: 'float16', shape: [width] }, new Uint8Array(2 * width)),
      {
        type: 'linear',
        inputs: { bias: `b${layer}`, weight: `w${layer}`, x: `h${layer}` },
        output: { ...half, name: `l${layer}` },
      },
      { type: 'relu', inputs: { x: `l${layer}` }, output: { ...half, name: `h${layer + 1}` } },
    );
  }
  return [...operations, ...cast(`h${layers}`, 'y', 'fp32')];
}

function constant(name: string, tensor: Tensor, value: string | Uint8Array): Operation {
  return { type: 'const', inputs: {}, output: { ...tensor, name }, value };
}

/**
 * Halves are made of their bits: a random sign, a random fraction, and the exponent that keeps what goes through a layer with its
 * rectifier about as large as it was.
 */
function halves(count: number, fanIn: number, next: () => number): Uint8Array {
  const exponent = Math.round(-Math.log2(1.1 * Math.sqrt(fanIn)));
  const data = new Uint8Array(2 * count);
  const view = new DataView(data.buffer);
  for (let index = 0; index < count; index++) {
    const bits = Math.floor(next() * 2 ** 11);
    view.setUint16(2 * index, ((bits >> 10) << 15) | ((exponent + 15) << 10) | (bits & 0x3ff), true);
  }
  return data;
}

function writeFunction(pbf: PbfWriter, input: readonly number[], operations: readonly Operation[]): void {
  pbf.writeMessage(1, writeNamedType, { name: 'x', type: 'float32', shape: input });
  pbf.writeStringField(2, OPERATOR_SET);
  writeEntry(pbf, 3, OPERATOR_SET, (block) => {
    block.writeStringField(2, 'y');
    for (const operation of operations) block.writeMessage(3, writeOperation, operation);
  });
}

function writeOperation({ type, inputs, output, value }: Operation, pbf: PbfWriter): void {
  pbf.writeStringField(1, type);
  for (const [parameter, name] of Object.entries(inputs)) {
    writeEntry(pbf, 2, parameter, (argument) => {
      argument.writeMessage(1, writeBinding, name);
    });
  }
  pbf.writeMessage(3, writeNamedType, output);
  if (value !== undefined) writeAttribute(pbf, 'val', output, value);
  writeAttribute(pbf, 'name', { type: 'text', shape: [] }, `${type}_${output.name}`);
}

function writeAttribute(pbf: PbfWriter, name: string, tensor: Tensor, value: string | Uint8Array): void {
  writeEntry(pbf, 5, name, (written) => {
    writeValue(written, tensor, value);
  });
}

function writeBinding(name: string, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
}

function writeNamedType({ name, ...tensor }: Tensor & { readonly name: string }, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeValueType, tensor);
}

function writeValueType(tensor: Tensor, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, tensor);
}

function writeTensorType({ type, shape }: Tensor, pbf: PbfWriter): void {
  pbf.writeVarintField(1, TYPES[type]);
  if (shape.length > 0) pbf.writeVarintField(2, shape.length);
  for (const size of shape) pbf.writeMessage(3, writeDimension, size);
}

function writeDimension(size: number, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeConstantSize, size);
}

function writeConstantSize(size: number, pbf: PbfWriter): void {
  pbf.writeVarintField(1, size);
}

/** Immediate: no file of weights beside it. */
function writeValue(pbf: PbfWriter, tensor: Tensor, value: string | Uint8Array): void {
  if (typeof value !== 'string' && value.length !== 2 * sizeOf(tensor.shape))
    throw new RangeError('a half has two bytes');
  pbf.writeMessage(2, writeValueType, tensor);
  pbf.writeMessage(3, writeImmediate, value);
}

function writeImmediate(value: string | Uint8Array, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorValue, value);
}

function writeTensorValue(value: string | Uint8Array, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeMessage(4, writeBinding, value);
  else pbf.writeMessage(7, writeBytes, value);
}

function writeBytes(value: Uint8Array, pbf: PbfWriter): void {
  pbf.writeBytesField(1, value);
}

/** Of a map: its key is the first field, its value the second. */
function writeEntry(pbf: PbfWriter, field: number, key: string, write: (value: PbfWriter) => void): void {
  pbf.writeMessage(
    field,
    (_: null, entry) => {
      entry.writeStringField(1, key);
      entry.writeMessage(
        2,
        (__: null, value) => {
          write(value);
        },
        null,
      );
    },
    null,
  );
}

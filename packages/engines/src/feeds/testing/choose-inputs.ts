/** Models that are written, and the inputs that are made up for them. */
import { writeFile } from 'node:fs/promises';
import type { InputSpec, ReportInput, TensorType } from '@dumont/protocol';
import { encodeModel, type ModelSpec, type NodeSpec, type ValueSpec } from '../../onnx/model-proto.ts';
import { openOnnxEngine } from '../../onnx/onnx-engine.ts';
import { tensorSpec, type TensorSpec } from '../../onnx/write-tensor-proto.ts';
import { PLAIN_OPTIONS } from '../../plain-options.ts';
import { resolveInputs, type ResolvedInputs } from '../resolve-inputs.ts';

const engine = await openOnnxEngine();
const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

export const input = (name: string, elementType: TensorType, ...shape: (number | string)[]): ValueSpec => ({
  name,
  elementType,
  shape,
});
export const node = (opType: string, inputs: string, outputs: string, attributes = {}): NodeSpec => ({
  opType,
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: outputs.split(' '),
  attributes,
});
export const floats = (name: string, ...shape: number[]): TensorSpec => {
  const elements = shape.reduce((product, size) => product * size, 1);
  return tensorSpec({ dtype: 'float32', shape, data: new Float32Array(elements).fill(0.1) }, name);
};
export const numbers = (name: string, ...values: number[]): TensorSpec =>
  tensorSpec({ dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }, name);
export const y = { name: 'y', elementType: 'float32' } as const;

/** Loads it, makes inputs up, and runs it on them: what is chosen must be taken. @param path where it is written */
export async function chooseInputs(
  path: string,
  model: ModelSpec,
  given: Partial<InputSpec> = {},
): Promise<ResolvedInputs> {
  await writeFile(path, encodeModel(model));
  const session = await engine.load({ path, format: 'onnx' }, { ...PLAIN_OPTIONS, intraOpThreads: 1 });
  try {
    const resolved = await resolveInputs(session, { ...nothing, ...given });
    await session.bind(resolved.feeds).run();
    return resolved;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

export const told = ({ report }: ResolvedInputs): Record<string, ReportInput> =>
  Object.fromEntries(report.map((one) => [one.name, one]));

/** A loaded model: binds inputs once, so that the timed call is onnxruntime's own and nothing else. */
import { DumontError, type ExecutionProvider, type TensorInfo } from '@dumont/protocol';
import type { BoundInference, InferenceSession } from '../../engine.ts';
import type { Tensor } from '../../tensor.ts';
import { byteLengthOfTensors, isSequence, isTensor, type NamedValues, type Value } from '../../value.ts';
import { explainRunError } from '../explain-error.ts';
import type { OnnxRuntime, Runtime } from './load-runtime.ts';

type OrtSession = OnnxRuntime.InferenceSession;
type OrtTensor = OnnxRuntime.Tensor;

export function wrapSession(
  runtime: Runtime,
  session: OrtSession,
  provider: ExecutionProvider,
): InferenceSession {
  const outputs = session.outputMetadata.map(describe);
  return {
    requestedProvider: provider,
    inputs: session.inputMetadata.map(describe),
    outputs,
    notFetched: outputs.filter((output) => !isFetchable(output)).map(({ name }) => name),
    bind: (feeds) => bind(runtime, session, outputs, feeds),
    [Symbol.asyncDispose]: () => session.release(),
  };
}

/** The native binding has no 4-bit integers: it refuses them as inputs, and fetching an output of them ends the process. */
export function whyUnusable({ inputs, outputs }: InferenceSession): DumontError | null {
  const unusable =
    inputs.find(isFourBit) ?? (outputs.some(isFetchable) ? undefined : outputs.find(isFourBit));
  if (unusable === undefined) return null;
  return new DumontError(
    'MODEL_UNSUPPORTED',
    `The model's ${unusable.name} has the type ${String(unusable.dtype)}, which onnxruntime-node cannot take or give: ` +
      'convert it to int8 at the edge of the model',
  );
}

function isFourBit({ dtype }: TensorInfo): boolean {
  return dtype === 'int4' || dtype === 'uint4';
}

function isFetchable(output: TensorInfo): boolean {
  return output.dtype !== null && !isFourBit(output);
}

function describe(metadata: OnnxRuntime.InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, dtype: null, shape: [] };
  return { name: metadata.name, dtype: metadata.type, shape: [...metadata.shape] };
}

function bind(
  runtime: Runtime,
  session: OrtSession,
  outputs: readonly TensorInfo[],
  feeds: NamedValues,
): BoundInference {
  const values = Object.fromEntries(
    Object.entries(feeds).map(([name, value]) => {
      if (isTensor(value)) return [name, toOrtTensor(runtime, value)];
      throw notTaken(name, value);
    }),
  );
  const fetchable = outputs.filter(isFetchable).map((output) => output.name);
  // The others cannot be fetched, but the tensors beside them can; the whole graph runs all the same.
  const fetched = fetchable.length > 0 && fetchable.length < outputs.length ? fetchable : undefined;
  const run =
    fetched === undefined
      ? () => session.run(values).catch(failRun)
      : () => session.run(values, fetched).catch(failRun);
  return {
    run,
    readOutputs: (raw) => readOutputs(runtime, raw),
    outputBytes: (raw) => byteLengthOfTensors(readOutputs(runtime, raw)),
  };
}

function notTaken(name: string, value: Value): DumontError {
  const what = value === null ? 'an optional without a value' : isSequence(value) ? 'a sequence' : 'a map';
  return new DumontError(
    'MODEL_UNSUPPORTED',
    `The model's input ${name} is given ${what}, which onnxruntime-node cannot take: ONNX Runtime's C API can (--runtime-api native)`,
  );
}

function failRun(cause: unknown): never {
  throw explainRunError(cause);
}

/** The constructor's overloads tie each element type to its array; a Tensor of ours keeps the same rule without spelling it out. */
function toOrtTensor(runtime: Runtime, { dtype, shape, data }: Tensor): OrtTensor {
  const tensor: unknown = Reflect.construct(runtime.Tensor, [dtype, data, shape]);
  if (isOrtTensor(runtime, tensor)) return tensor;
  throw new DumontError('INTERNAL', 'onnxruntime made no tensor');
}

function readOutputs(runtime: Runtime, raw: unknown): NamedValues {
  if (typeof raw !== 'object' || raw === null) throw new DumontError('INTERNAL', 'these are no outputs');
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]: [string, unknown]) => {
      if (!isOrtTensor(runtime, value)) throw new DumontError('INTERNAL', `the output ${name} is no tensor`);
      return [name, { dtype: value.type, shape: value.dims, data: value.data }];
    }),
  );
}

function isOrtTensor(runtime: Runtime, value: unknown): value is OrtTensor {
  return value instanceof runtime.Tensor;
}

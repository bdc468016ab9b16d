/** Tensors for every input of a model: from files, from given values, or made up. */
import {
  BYTES_PER_MB,
  DumontError,
  type InputSpec,
  type ReportInput,
  type TensorInfo,
  type TensorType,
} from '@dumont/protocol';
import { byteLengthOf } from '../element-layout.ts';
import { elementCount, type NamedTensors, type Tensor } from '../tensor.ts';
import { describeInput, formatShape } from './describe.ts';
import { generateElements } from './generate.ts';
import { bindDimensions, checkShape, defaultShape } from './resolve-shape.ts';
import { own } from '../own.ts';

export interface ResolvedInputs {
  readonly feeds: NamedTensors;
  readonly report: readonly ReportInput[];
}

/** What one input will be made of. */
interface Plan {
  readonly input: TensorInfo;
  readonly shape: readonly number[];
  readonly file: Tensor | null;
}

/** Of all inputs that are made up together. */
const MAX_BYTES = 1024 * BYTES_PER_MB;

/**
 * @param inputs as the session tells them
 * @param maxBytes that may be made up, all inputs together
 * @throws DumontError INPUT_INVALID where something given does not fit the model, naming the input and the flag that fixes it
 */
export async function resolveInputs(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  maxBytes = MAX_BYTES,
): Promise<ResolvedInputs> {
  if (saysAnything(spec)) {
    const { checkNames } = await import('./check-names.ts');
    checkNames(inputs, spec);
  }
  const plans = await planInputs(inputs, spec);
  refuseTooLarge(
    plans.filter((plan) => plan.file === null),
    maxBytes,
  );
  const feeds: [string, Tensor][] = [];
  const report: ReportInput[] = [];
  for (const plan of plans) {
    const { tensor, source } = await makeTensor(plan, spec);
    const { name } = plan.input;
    feeds.push([name, tensor]);
    const searched = spec.searched?.includes(name) ?? false;
    report.push({
      name,
      dtype: tensor.dtype,
      shape: [...tensor.shape],
      source: searched ? 'searched' : source,
    });
  }
  return { feeds: Object.fromEntries(feeds), report };
}

function saysAnything(spec: InputSpec): boolean {
  return [spec.shapes, spec.dims, spec.values, spec.files].some((given) => Object.keys(given).length > 0);
}

/** Files that tell their shape come first: what they bind a named dimension to holds for the other inputs too. */
async function planInputs(inputs: readonly TensorInfo[], spec: InputSpec): Promise<Plan[]> {
  const tensors = await readFiles(inputs, spec, 'self-describing', () => []);
  const given = givenShapes(inputs, spec, tensors);
  const sizes = bindDimensions(inputs, spec, given);
  const shapeOf = (input: TensorInfo): readonly number[] =>
    given.get(input.name) ?? defaultShape(input, sizes);
  const raw = await readFiles(inputs, spec, 'raw', shapeOf);
  return inputs.map((input) => {
    const file = tensors.get(input.name) ?? raw.get(input.name) ?? null;
    return { input, file, shape: file?.shape ?? shapeOf(input) };
  });
}

async function readFiles(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  kind: 'self-describing' | 'raw',
  shapeOf: (input: TensorInfo) => readonly number[],
): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  if (spec.folder === null && Object.keys(spec.files).length === 0) return tensors;
  const { isRaw, locateFiles, readGiven } = await import('./read-given.ts');
  const paths = await locateFiles(inputs, spec);
  for (const input of inputs) {
    const path = paths.get(input.name);
    if (path === undefined || isRaw(path) !== (kind === 'raw')) continue;
    tensors.set(input.name, await readGiven(input, path, spec, shapeOf(input)));
  }
  return tensors;
}

function givenShapes(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  tensors: ReadonlyMap<string, Tensor>,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const input of inputs) {
    const tensor = tensors.get(input.name);
    const shape = tensor?.shape ?? own(spec.shapes, input.name);
    if (shape === undefined) continue;
    checkShape(input, shape, spec, tensor === undefined ? '--shape' : 'its file');
    shapes.set(input.name, shape);
  }
  return shapes;
}

async function makeTensor(
  { input, shape, file }: Plan,
  spec: InputSpec,
): Promise<{ tensor: Tensor; source: ReportInput['source'] }> {
  if (file !== null) return { tensor: file, source: 'file' };
  const dtype = tensorTypeOf(input);
  const text = own(spec.values, input.name);
  if (text !== undefined) {
    const { fillValues } = await import('./parse-value.ts');
    return { tensor: { dtype, shape, data: await fillValues(input, dtype, text, shape) }, source: 'value' };
  }
  const data = await generateElements(dtype, elementCount(shape), spec.seed, input.name);
  return { tensor: { dtype, shape, data }, source: 'random' };
}

function tensorTypeOf(input: TensorInfo): TensorType {
  if (input.dtype !== null) return input.dtype;
  throw new DumontError(
    'INPUT_INVALID',
    `The input ${describeInput(input)} cannot be made up, and onnxruntime-node takes only tensors. ` +
      `Where it is an optional tensor, use --input ${input.name}=file.npy (or .pb)`,
  );
}

function refuseTooLarge(plans: readonly Plan[], maxBytes: number): void {
  let total = 0;
  for (const { input, shape } of plans) {
    if (input.dtype === null) continue;
    total += approximateBytes(input.dtype, shape);
    if (total <= maxBytes) continue;
    throw new DumontError(
      'INPUT_INVALID',
      `The input ${describeInput(input)} of ${formatShape(shape)} takes the inputs beyond ` +
        `${Math.round(maxBytes / BYTES_PER_MB)} MB, the most that is made up. ` +
        `Use a smaller --shape ${input.name}=… or --dim`,
    );
  }
}

/** What a string takes in JavaScript, at least. */
const BYTES_PER_STRING = 16;

export function approximateBytes(dtype: TensorType, shape: readonly number[]): number {
  // Where one dimension is 0 the product of the others may be anything.
  const elements = shape.includes(0) ? 0 : elementCount(shape);
  return dtype === 'string' ? elements * BYTES_PER_STRING : byteLengthOf(dtype, elements);
}

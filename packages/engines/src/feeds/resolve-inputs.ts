/** Values for every input of a model: from files, from given texts, or made up. */
import {
  BYTES_PER_MB,
  DumontError,
  type InputSpec,
  type ReportInput,
  type TensorInfo,
  type TensorType,
} from '@dumont/protocol';
import { byteLengthOf, isFloat } from '../element-layout.ts';
import type { InferenceSession } from '../engine.ts';
import type { InputUses } from '../input-use.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { isTensor, takesSequence, type NamedValues, type Value } from '../value.ts';
import { chooseSizes, type ChosenSizes } from './choose-sizes.ts';
import { describeInput, formatShape } from './describe.ts';
import type { ReadFile } from './read-value-file.ts';
import { reportValue } from './report-value.ts';
import { makeUp } from './make-up.ts';
import { checkShape } from './resolve-shape.ts';
import type { Model } from './usual-values.ts';
import { own } from '../own.ts';

export interface ResolvedInputs {
  readonly feeds: NamedValues;
  readonly report: readonly ReportInput[];
  /** Of open dimensions, by name, or by place where they have none. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** What is known of a model's inputs, as a session tells it. */
export type InputsOfModel = Pick<InferenceSession, 'inputs' | 'readInputUses'>;

/** What one input will be made of. */
interface Plan {
  readonly input: TensorInfo;
  /** Of its tensor, where none comes from a file. */
  readonly shape: readonly number[];
  readonly file: ReadFile | undefined;
  /** Of its axes, those whose size was chosen. */
  readonly chosen: ReturnType<ChosenSizes['chosenAxes']>;
}

interface Plans {
  readonly plans: readonly Plan[];
  readonly model: Model;
  readonly sizes: ReadonlyMap<string, number>;
}

/** Of all inputs that are made up together. */
const MAX_BYTES = 1024 * BYTES_PER_MB;

/**
 * @param maxBytes that may be made up, all inputs together
 * @throws DumontError INPUT_INVALID where something given does not fit the model, naming the input and the flag that fixes it
 */
export async function resolveInputs(
  session: InputsOfModel,
  spec: InputSpec,
  maxBytes = MAX_BYTES,
): Promise<ResolvedInputs> {
  if (saysAnything(spec)) {
    const { checkNames } = await import('./check-names.ts');
    checkNames(session.inputs, spec);
  }
  const { plans, model, sizes } = await planInputs(session, spec);
  refuseTooLarge(
    plans.filter((plan) => plan.file === undefined),
    maxBytes,
  );
  const feeds: [string, Value][] = [];
  const report: ReportInput[] = [];
  for (const plan of plans) {
    const { value, origin } = await makeValue(plan, spec, model);
    const { name } = plan.input;
    feeds.push([name, value]);
    report.push({ name, ...reportValue(value, plan.input), ...origin, ...originOfSizes(plan, origin, spec) });
  }
  return { feeds: Object.fromEntries(feeds), report, sizes };
}

function saysAnything(spec: InputSpec): boolean {
  return [spec.shapes, spec.dims, spec.values, spec.ranges ?? {}, spec.files].some(
    (given) => Object.keys(given).length > 0,
  );
}

function originOfSizes(
  { input, chosen }: Plan,
  { source }: Origin,
  { searched }: InputSpec,
): Partial<Pick<ReportInput, 'source' | 'chosenAxes'>> {
  if (source === 'file') return {};
  const axes = chosen.all.length === 0 ? {} : { chosenAxes: [...chosen.all] };
  if (searched?.includes(input.name) === true) return { source: 'searched', ...axes };
  return chosen.usual.length > 0 && source === 'random' ? { source: 'convention', ...axes } : axes;
}

/** Files that tell their shape come first: what they bind a named dimension to holds for the other inputs too. */
async function planInputs(session: InputsOfModel, spec: InputSpec): Promise<Plans> {
  const { inputs } = session;
  const files = await readFiles(inputs, spec, 'self-describing', () => []);
  const given = givenShapes(inputs, spec, files);
  const uses = await readUses(session, spec, files);
  const sizes = chooseSizes(inputs, spec, given, uses);
  const shapeOf = (input: TensorInfo): readonly number[] => given.get(input.name) ?? sizes.shapeOf(input);
  const raw = await readFiles(inputs, spec, 'raw', shapeOf);
  const plans = inputs.map((input): Plan => {
    const from = files.has(input.name) ? files : raw;
    const chosen = given.has(input.name) ? { all: [], usual: [] } : sizes.chosenAxes(input);
    return { input, file: from.get(input.name), shape: shapeOf(input), chosen };
  });
  return { plans, model: { inputs, uses, shapeOf }, sizes: sizes.sizes };
}

const NO_USES: InputUses = new Map();

/** The graph is read only where it decides something: where numbers are made up that may mean something. */
async function readUses(
  session: InputsOfModel,
  spec: InputSpec,
  files: ReadonlyMap<string, ReadFile>,
): Promise<InputUses> {
  const isOpen = session.inputs.some(
    ({ name, dtype, shape }) =>
      !files.has(name) &&
      !Object.hasOwn(spec.values, name) &&
      dtype !== null &&
      dtype !== 'string' &&
      (!isFloat(dtype) || shape.length <= 1),
  );
  return isOpen ? ((await session.readInputUses?.()) ?? NO_USES) : NO_USES;
}

async function readFiles(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  kind: 'self-describing' | 'raw',
  shapeOf: (input: TensorInfo) => readonly number[],
): Promise<Map<string, ReadFile>> {
  const files = new Map<string, ReadFile>();
  if (spec.folder === null && Object.keys(spec.files).length === 0) return files;
  const { isRaw, locateFiles, readGiven } = await import('./read-given.ts');
  const paths = await locateFiles(inputs, spec);
  for (const input of inputs) {
    const path = paths.get(input.name);
    if (path === undefined || isRaw(path) !== (kind === 'raw')) continue;
    files.set(input.name, await readGiven(input, path, spec, shapeOf(input)));
  }
  return files;
}

function givenShapes(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  files: ReadonlyMap<string, ReadFile>,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const input of inputs) {
    const value = files.get(input.name)?.value ?? null;
    const shape = isTensor(value) ? value.shape : own(spec.shapes, input.name);
    if (shape === undefined) continue;
    checkShape(input, shape, spec, isTensor(value) ? 'its file' : '--shape');
    shapes.set(input.name, shape);
  }
  return shapes;
}

type Origin = Omit<ReportInput, 'name' | 'dtype' | 'shape' | 'container' | 'chosenAxes'>;

async function makeValue(
  { input, shape, file }: Plan,
  spec: InputSpec,
  model: Model,
): Promise<{ value: Value; origin: Origin }> {
  if (file !== undefined) return { value: file.value, origin: { source: 'file', sha256: file.sha256 } };
  const dtype = await tensorTypeOf(input);
  const text = own(spec.values, input.name);
  if (text !== undefined) {
    const { fillValues, reportText } = await import('./parse-value.ts');
    const data = await fillValues(input, dtype, text, shape);
    const origin: Origin = { source: 'value', ...(await reportText(text)) };
    return { value: hold({ dtype, shape, data }, input), origin };
  }
  const { data, origin } = await makeUp(input, dtype, spec, model);
  return { value: hold({ dtype, shape, data }, input), origin };
}

/** @returns what the input takes with one tensor in it: an optional has a value */
function hold(tensor: Tensor, input: TensorInfo): Value {
  return takesSequence(input) ? { elements: [tensor] } : tensor;
}

async function tensorTypeOf(input: TensorInfo): Promise<TensorType> {
  if (input.container === 'map' && input.dtype !== null)
    throw new DumontError(
      'INPUT_INVALID',
      `The input ${describeInput(input)} cannot be made up: which keys the model knows it does not say. Give it with --input ${input.name}=file.pb (an onnx.MapProto)`,
    );
  if (input.dtype !== null) return input.dtype;
  if (input.container !== undefined) {
    const { notGiven } = await import('./read-given.ts');
    throw notGiven(input);
  }
  throw new DumontError(
    'INPUT_INVALID',
    `The input ${describeInput(input)} cannot be made up. Where it is an optional tensor, use --input ${input.name}=file.npy (or .pb)`,
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

/** Compares outputs with the reference tensors of an ONNX `test_data_set_N` folder, as numpy.allclose does. */
import { DumontError, type Expectation, type TensorInfo } from '@dumont/protocol';
import { accessElements, type Element, type ElementAccess } from './element-access.ts';
import { formatShape } from './feeds/describe.ts';
import { readBounded } from './feeds/read-bounded.ts';
import { listDataSet } from './feeds/read-data-set.ts';
import { decodePb } from './feeds/read-tensor-file.ts';
import { isFloat } from './element-layout.ts';
import { elementCount, type NamedTensors, type Tensor, type TensorElements } from './tensor.ts';
import { own } from './own.ts';

export interface Expected {
  readonly folder: string;
  /** Allowed: |actual − expected| ≤ atol + rtol × |expected|. Floating-point outputs only; all others must be equal. */
  readonly rtol: number;
  readonly atol: number;
}

type OutputResult = Expectation['outputs'][number];

/**
 * @param outputs all of the model's, in its order: `output_0.pb` is the first one's
 * @throws DumontError INPUT_INVALID where the reference is missing or unreadable: that is no match
 */
export async function compareOutputs(
  outputs: readonly TensorInfo[],
  actual: NamedTensors,
  expected: Expected,
): Promise<Expectation> {
  const { folder, rtol, atol } = expected;
  const paths = await listDataSet(folder, 'output', outputs.length);
  const results: OutputResult[] = [];
  for (const [position, output] of outputs.entries()) {
    const path = paths.get(position);
    if (path === undefined) {
      throw new DumontError(
        'INPUT_INVALID',
        `The folder ${folder} holds no output_${position}.pb for the output ${output.name}`,
      );
    }
    const where = `The file ${path} for the output ${output.name}`;
    const reference = await decodePb(await readBounded(path, where), output, where);
    results.push(await compareOutput(output.name, own(actual, output.name), reference, expected));
  }
  return { matched: results.every((result) => result.matched), rtol, atol, outputs: results };
}

async function compareOutput(
  name: string,
  actual: Tensor | undefined,
  reference: Tensor,
  tolerance: Expected,
): Promise<OutputResult> {
  const differs = (detail: string): OutputResult => ({ name, matched: false, maxAbsError: null, detail });
  if (actual === undefined) return differs('the engine did not return it');
  if (actual.dtype !== reference.dtype) return differs(`is ${actual.dtype}, expected ${reference.dtype}`);
  if (formatShape(actual.shape) !== formatShape(reference.shape)) {
    return differs(`has the shape ${formatShape(actual.shape)}, expected ${formatShape(reference.shape)}`);
  }
  const { dtype } = reference;
  const elements = elementCount(reference.shape);
  if (dtype === 'string' || Array.isArray(actual.data) || Array.isArray(reference.data)) {
    return { name, maxAbsError: null, ...compareStrings(actual.data, reference.data, elements) };
  }
  const got = await accessElements(dtype, actual.data);
  const wanted = await accessElements(dtype, reference.data);
  const allowed = isFloat(dtype) ? tolerance : EXACT;
  return { name, ...compareNumbers(got, wanted, elements, allowed) };
}

type Tolerance = Pick<Expected, 'rtol' | 'atol'>;

/** Whole numbers and truth values have no rounding. */
const EXACT: Tolerance = { rtol: 0, atol: 0 };

function compareStrings(
  actual: TensorElements,
  reference: TensorElements,
  elements: number,
): Pick<OutputResult, 'matched' | 'detail'> {
  for (let index = 0; index < elements; index += 1) {
    if (actual[index] === reference[index]) continue;
    return {
      matched: false,
      detail: `element ${index} is "${String(actual[index])}", expected "${String(reference[index])}"`,
    };
  }
  return { matched: true, detail: `all ${elements} are equal` };
}

function compareNumbers(
  actual: ElementAccess,
  reference: ElementAccess,
  elements: number,
  tolerance: Tolerance,
): Omit<OutputResult, 'name'> {
  let different = 0;
  let first = '';
  let maxAbsError = 0;
  for (let index = 0; index < elements; index += 1) {
    const got = actual.get(index);
    const wanted = reference.get(index);
    const error = absoluteError(got, wanted);
    maxAbsError = Math.max(maxAbsError, Number.isFinite(error) ? error : 0);
    if (error === 0 || isWithin(error, Number(wanted), tolerance)) continue;
    different += 1;
    if (different === 1) first = `the first is element ${index}: ${got}, expected ${wanted}`;
  }
  const matched = different === 0;
  const detail = matched
    ? `all ${elements} are close enough`
    : `${different} of ${elements} differ; ${first}`;
  return { matched, maxAbsError, detail };
}

function isWithin(error: number, wanted: number, { rtol, atol }: Tolerance): boolean {
  return Number.isFinite(error) && error <= atol + rtol * Math.abs(wanted);
}

/** NaN equals NaN, and an infinity equals itself; one that meets anything else is infinitely far away. */
function absoluteError(got: Element, wanted: Element): number {
  if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return 0;
  const difference =
    typeof got === 'bigint' && typeof wanted === 'bigint' ? got - wanted : Number(got) - Number(wanted);
  const error = Math.abs(Number(difference));
  return Number.isNaN(error) ? Infinity : error;
}

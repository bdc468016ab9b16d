/** Compares a tensor with a reference, as numpy.allclose does. */
import type { Expectation } from '@dumont/protocol';
import { accessElements, type Element, type ElementAccess } from './element-access.ts';
import { isFloat } from './element-layout.ts';
import { formatShape } from './feeds/describe.ts';
import { elementCount, type Tensor, type TensorElements } from './tensor.ts';
import { readBits } from './whole-number-bits.ts';

export interface Tolerance {
  /** Allowed: |actual − expected| ≤ atol + rtol × |expected|. Floating-point elements only; all others must be equal. */
  readonly rtol: number;
  readonly atol: number;
}

export type Comparison = Omit<Expectation['outputs'][number], 'name'>;

export async function compareTensors(
  actual: Tensor,
  given: Tensor,
  tolerance: Tolerance,
): Promise<Comparison> {
  const reference = readBits(given, actual.dtype, 'int32');
  const { dtype } = reference;
  if (actual.dtype !== dtype) return differs(`is ${actual.dtype}, expected ${dtype}`);
  if (formatShape(actual.shape) !== formatShape(reference.shape))
    return differs(`has the shape ${formatShape(actual.shape)}, expected ${formatShape(reference.shape)}`);
  const elements = elementCount(reference.shape);
  if (dtype === 'string' || Array.isArray(actual.data) || Array.isArray(reference.data))
    return compareStrings(actual.data, reference.data, elements);
  const got = await accessElements(dtype, actual.data);
  const wanted = await accessElements(dtype, reference.data);
  return compareNumbers(got, wanted, elements, isFloat(dtype) ? tolerance : EXACT);
}

export function differs(detail: string): Comparison {
  return { matched: false, maxAbsError: null, detail };
}

/** Whole numbers and truth values have no rounding. */
const EXACT: Tolerance = { rtol: 0, atol: 0 };

function compareStrings(actual: TensorElements, reference: TensorElements, elements: number): Comparison {
  for (let index = 0; index < elements; index += 1) {
    if (actual[index] === reference[index]) continue;
    return differs(`element ${index} is "${String(actual[index])}", expected "${String(reference[index])}"`);
  }
  return { matched: true, maxAbsError: null, detail: `all ${elements} are equal` };
}

function compareNumbers(
  actual: ElementAccess,
  reference: ElementAccess,
  elements: number,
  tolerance: Tolerance,
): Comparison {
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

/** Compares a tensor with a reference, as numpy.allclose does. */
import type { Expectation } from '@dumont/protocol';
import type { ElementAccess } from './element-access.ts';
import { isFloat } from './element-layout.ts';
import { absoluteError, pairTensors } from './tensor-pair.ts';
import type { Tensor, TensorElements } from './tensor.ts';
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
  const pair = await pairTensors(actual, reference);
  switch (pair.kind) {
    case 'unlike':
      return differs(pair.why);
    case 'texts':
      return compareStrings(pair.actual, pair.reference, pair.elements);
    case 'numbers':
      return compareNumbers(
        pair.actual,
        pair.reference,
        pair.elements,
        isFloat(reference.dtype) ? tolerance : EXACT,
      );
  }
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

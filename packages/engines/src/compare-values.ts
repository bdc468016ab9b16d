/** Compares a value with a reference: tensors element by element, and containers tensor by tensor. */
import { compareTensors, differs, type Comparison, type Tolerance } from './compare-tensors.ts';
import { isSequence, isTensor, type MapValue, type Sequence, type Value } from './value.ts';

export async function compareValues(
  actual: Value,
  reference: Value,
  tolerance: Tolerance,
): Promise<Comparison> {
  if (actual === null && reference === null)
    return { matched: true, maxAbsError: null, detail: 'both are optionals without a value' };
  if (actual !== null && reference !== null) {
    if (isTensor(actual) && isTensor(reference)) return compareTensors(actual, reference, tolerance);
    if (isSequence(actual) && isSequence(reference)) return compareSequences(actual, reference, tolerance);
    if (isMap(actual) && isMap(reference)) return compareMaps(actual, reference, tolerance);
  }
  return differs(`is ${nameKind(actual)}, expected ${nameKind(reference)}`);
}

async function compareSequences(
  { elements: actual }: Sequence,
  { elements: reference }: Sequence,
  tolerance: Tolerance,
): Promise<Comparison> {
  if (actual.length !== reference.length)
    return differs(`has the length ${actual.length}, expected ${reference.length}`);
  let maxAbsError: number | null = null;
  for (const [index, element] of actual.entries()) {
    const result = await compareValues(element, reference[index] ?? null, tolerance);
    if (result.maxAbsError !== null) maxAbsError = Math.max(maxAbsError ?? 0, result.maxAbsError);
    if (result.matched !== true) return { ...result, maxAbsError, detail: `at ${index}: ${result.detail}` };
  }
  return { matched: true, maxAbsError, detail: `all ${actual.length} in the sequence are close enough` };
}

async function compareMaps(actual: MapValue, reference: MapValue, tolerance: Tolerance): Promise<Comparison> {
  const keys = await compareTensors(actual.keys, reference.keys, tolerance);
  if (keys.matched !== true) return differs(`keys: ${keys.detail}`);
  const values = await compareTensors(actual.values, reference.values, tolerance);
  return { ...values, detail: `values: ${values.detail}` };
}

function isMap(value: Value): value is MapValue {
  return value !== null && 'keys' in value;
}

function nameKind(value: Value): string {
  if (value === null) return 'an optional without a value';
  if (isTensor(value)) return 'a tensor';
  return isSequence(value) ? 'a sequence' : 'a map';
}

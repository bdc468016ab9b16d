/** Two tensors that ought to be alike, ready to be compared element by element. */
import { accessElements, type Element, type ElementAccess } from './element-access.ts';
import { formatShape } from './feeds/describe.ts';
import { elementCount, type Tensor, type TensorElements } from './tensor.ts';

export type TensorPair =
  /** Of other types or shapes: why they cannot be compared, as said of the first. */
  | { readonly kind: 'unlike'; readonly why: string }
  | {
      readonly kind: 'texts';
      readonly actual: TensorElements;
      readonly reference: TensorElements;
      readonly elements: number;
    }
  | {
      readonly kind: 'numbers';
      readonly actual: ElementAccess;
      readonly reference: ElementAccess;
      readonly elements: number;
    };

export async function pairTensors(actual: Tensor | undefined, reference: Tensor): Promise<TensorPair> {
  const { dtype, shape } = reference;
  if (actual === undefined) return { kind: 'unlike', why: 'the engine did not return it' };
  if (actual.dtype !== dtype) return { kind: 'unlike', why: `is ${actual.dtype}, expected ${dtype}` };
  if (formatShape(actual.shape) !== formatShape(shape)) {
    const why = `has the shape ${formatShape(actual.shape)}, expected ${formatShape(shape)}`;
    return { kind: 'unlike', why };
  }
  const elements = elementCount(shape);
  if (dtype === 'string' || Array.isArray(actual.data) || Array.isArray(reference.data)) {
    return { kind: 'texts', actual: actual.data, reference: reference.data, elements };
  }
  return {
    kind: 'numbers',
    actual: await accessElements(dtype, actual.data),
    reference: await accessElements(dtype, reference.data),
    elements,
  };
}

/** NaN equals NaN, and an infinity equals itself; one that meets anything else is infinitely far away. */
export function absoluteError(got: Element, wanted: Element): number {
  if (got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return 0;
  const difference =
    typeof got === 'bigint' && typeof wanted === 'bigint' ? got - wanted : Number(got) - Number(wanted);
  const error = Math.abs(Number(difference));
  return Number.isNaN(error) ? Infinity : error;
}

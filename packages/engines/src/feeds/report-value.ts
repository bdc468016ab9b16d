/** What a report says of a value that a model was given. */
import { DumontError, type ReportInput, type TensorInfo } from '@dumont/protocol';
import { tensorsIn, type Value } from '../value.ts';

type Described = Pick<ReportInput, 'dtype' | 'shape' | 'container'>;

/** @param input that it is for: of a tensor that an engine does not call optional, it is not told whether it is */
export function reportValue(value: Value, { name, dtype, container }: TensorInfo): Described {
  const tensors = tensorsIn(value);
  const type = tensors[0]?.dtype ?? dtype;
  if (type === null)
    throw new DumontError(
      'INPUT_INVALID',
      `The input ${name} has no value, and the engine does not say of what type it is`,
    );
  return {
    dtype: type,
    shape: [...(tensors[0]?.shape ?? [])],
    ...(container === undefined ? {} : { container: { kind: container, length: tensors.length } }),
  };
}

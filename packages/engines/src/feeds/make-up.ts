/** Elements that nobody gave: from the range that was asked for, as is usual for such an input, or random. */
import {
  DumontError,
  type InputSpec,
  type Range,
  type ReportInput,
  type TensorInfo,
  type TensorType,
} from '@dumont/protocol';
import { accessElements } from '../element-access.ts';
import { isFloat } from '../element-layout.ts';
import { own } from '../own.ts';
import { elementCount, type TensorElements } from '../tensor.ts';
import { describeInput } from './describe.ts';
import { generateElements, usualRange, type Making } from './generate.ts';
import { usualValues, type Model } from './usual-values.ts';

export interface MadeUp {
  readonly data: TensorElements;
  readonly origin: Pick<ReportInput, 'source' | 'value' | 'range' | 'setsAmount'>;
}

/** @throws DumontError INPUT_INVALID where the range that was given is none of the type's */
export async function makeUp(
  input: TensorInfo,
  dtype: TensorType,
  { seed, ranges = {} }: InputSpec,
  model: Model,
): Promise<MadeUp> {
  const elements = elementCount(model.shapeOf(input));
  const make = (making: Making | null): Promise<TensorElements> =>
    generateElements(dtype, elements, seed, input.name, making);
  const range = own(ranges, input.name);
  if (range !== undefined) {
    const making = await checkRange(input, dtype, range);
    return { data: await make(making), origin: { source: 'value', ...told(making) } };
  }
  const usual = usualValues(input, dtype, model);
  if (usual !== null) {
    const origin = { source: 'convention' as const, ...told(usual.making) };
    return {
      data: await make(usual.making),
      origin: usual.setsAmount ? { ...origin, setsAmount: true } : origin,
    };
  }
  const data = await make(null);
  const making = usualRange(dtype);
  const only = elements === 1 && making !== null ? await onlyElement(dtype, data) : null;
  const values = only !== null ? { value: only } : making === null ? {} : told(making);
  return { data, origin: { source: 'random', ...values } };
}

function told(making: Making): Pick<ReportInput, 'value' | 'range'> {
  if (making.kind === 'constant') return { value: String(making.value) };
  const { most } = making;
  if (making.kind === 'count') return { range: { least: 0, most, order: 'counting' } };
  return { range: { least: making.least, most, order: 'random' } };
}

async function onlyElement(dtype: TensorType, data: TensorElements): Promise<string | null> {
  if (dtype === 'string' || Array.isArray(data)) return null;
  return String((await accessElements(dtype, data)).get(0));
}

async function checkRange(input: TensorInfo, dtype: TensorType, [least, most]: Range): Promise<Making> {
  const refuse = (why: string): DumontError =>
    new DumontError('INPUT_INVALID', `--range ${input.name}=${least}..${most}: ${why}`);
  if (dtype === 'string' || dtype === 'bool')
    throw refuse(`the input ${describeInput(input)} takes no numbers. Use --value ${input.name}=…`);
  if (isFloat(dtype)) return { kind: 'range', least, most };
  if (!Number.isInteger(least) || !Number.isInteger(most))
    throw refuse(`the input ${describeInput(input)} takes whole numbers`);
  const { INTEGER_RANGE } = await import('./parse-value.ts');
  const [lowest, highest] = INTEGER_RANGE[dtype];
  if (BigInt(least) < lowest || BigInt(most) > highest)
    throw refuse(`the input ${describeInput(input)} takes whole numbers from ${lowest} to ${highest}`);
  return { kind: 'range', least, most };
}

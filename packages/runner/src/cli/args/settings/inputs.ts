/** What the model is run with; inputs that are not given are generated. */
import { resolve } from 'node:path';
import {
  count,
  namedValues,
  parseDimension,
  parseRange,
  parseShape,
  splitAtFirst,
  splitAtLast,
  splitAtSemicolons,
  SWITCH,
  tolerance,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';
import { path } from '../../../command-line/values.ts';

const MAX_SEED = 2 ** 31 - 1;
const FOLDERS = { endings: [] };

export const INPUT_SETTINGS = {
  shape: {
    placeholder: 'name=sizes',
    help: 'shape of an input, as in x=1x3x224x224; nothing after = for a scalar',
    value: namedValues('name=sizes, such as x=1x3x224x224', splitAtLast, parseShape),
    list: splitAtSemicolons,
  },
  dim: {
    placeholder: 'name=size',
    help: 'size of a named dimension',
    value: namedValues('name=size, such as batch=4', splitAtLast, parseDimension),
    list: splitAtSemicolons,
  },
  value: {
    placeholder: 'name=value',
    help: 'value of every element of an input',
    value: namedValues('name=value, such as sr=16000', splitAtFirst, (given) => given),
    list: splitAtSemicolons,
  },
  range: {
    placeholder: 'name=least..most',
    help: 'range that the made-up elements of an input are drawn from',
    value: namedValues('name=least..most, such as ids=0..30521', splitAtLast, parseRange),
    list: splitAtSemicolons,
  },
  input: {
    placeholder: 'name=file',
    help: 'an input from a .npy, .pb or .bin file',
    value: namedValues('name=file, such as x=photo.npy', splitAtFirst, (given) =>
      /\.(npy|npz|pb|bin)$/i.test(given) ? resolve(given) : undefined,
    ),
    list: splitAtSemicolons,
  },
  inputs: {
    placeholder: 'folder',
    help: 'inputs from input_0.pb, input_1.pb … (an ONNX test data set)',
    value: path,
    completion: FOLDERS,
  },
  seed: {
    placeholder: 'n',
    help: 'seed of the generated inputs',
    value: count(0, MAX_SEED),
    initial: String(DEFAULT_REQUEST.inputs.seed),
  },
  expect: {
    placeholder: 'folder',
    help: 'compare the outputs with output_0.pb, output_1.pb …',
    value: path,
    completion: FOLDERS,
  },
  rtol: {
    placeholder: 'x',
    help: 'relative tolerance of --expect, and of outputs beside those of the CPU',
    value: tolerance,
    initial: '1e-3',
  },
  atol: { placeholder: 'x', help: 'absolute tolerance of --expect', value: tolerance, initial: '1e-7' },
  noDrift: {
    ...SWITCH,
    help: "do not compare another unit's outputs with the CPU's, which takes a run on the CPU",
  },
  noOnDevice: {
    ...SWITCH,
    help: 'leave out the pass with inputs and outputs on the device (not of the CPU)',
  },
} as const satisfies SettingsTable;

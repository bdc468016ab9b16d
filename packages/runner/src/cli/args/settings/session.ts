/** How the engine runs the model. */
import {
  providerNameSchema,
  providerOptionsSchema,
  providerSettingsSchema,
  sessionEntriesSchema,
} from '@dumont/protocol';
import {
  choiceOf,
  count,
  namedValues,
  parsedText,
  splitAtFirst,
  splitAtSemicolons,
  SWITCH,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';
import { path } from '../../../command-line/values.ts';

const MAX_THREADS = 1024;
const GRAPH_OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'all'] as const;
const EXECUTION_MODES = ['sequential', 'parallel'] as const;
const PLACEMENTS = ['off', 'report', 'strict'] as const;
const ON_OR_OFF = ['on', 'off'] as const;

/** To be spread into a row: a switch whose default is the engine's. */
const onOrOff = {
  placeholder: 'on|off',
  choices: ON_OR_OFF,
  value: parsedText('on or off', (text) =>
    ON_OR_OFF.some((choice) => choice === text) ? text === 'on' : undefined,
  ),
};

/** Also of a baseline, one at a time. */
export const sessionEntries = namedValues(
  "name=value of an option of ONNX Runtime's own, such as session.set_denormal_as_zero=1",
  (text) => {
    const pair = splitAtFirst(text);
    const isOne = pair !== undefined && sessionEntriesSchema.safeParse({ [pair.name]: pair.value }).success;
    return isOne ? pair : undefined;
  },
  (value) => value,
);

export const providerOptions = namedValues(
  "key=value of an option of the execution provider's own",
  (text) => {
    const pair = splitAtFirst(text);
    const isOne = pair !== undefined && providerOptionsSchema.safeParse({ [pair.name]: pair.value }).success;
    return isOne ? pair : undefined;
  },
  (value) => value,
);
const deviceSchema = providerSettingsSchema.shape.device;
export const device = parsedText('an index, a UUID or a name', (text) => deviceSchema.safeParse(text).data);

/** What a baseline may have otherwise. */
export const ENGINE_OPTION_SETTINGS = {
  intraOpThreads: {
    placeholder: 'n',
    help: "threads within an operator (default: the engine's)",
    value: count(1, MAX_THREADS),
  },
  interOpThreads: {
    placeholder: 'n',
    help: "threads across operators (default: the engine's)",
    value: count(1, MAX_THREADS),
  },
  graphOptimization: {
    placeholder: 'x',
    help: 'rewriting of the graph at load',
    ...choiceOf(GRAPH_OPTIMIZATIONS),
    initial: DEFAULT_REQUEST.session.graphOptimization,
  },
  executionMode: {
    placeholder: 'mode',
    help: 'operators one by one or side by side',
    ...choiceOf(EXECUTION_MODES),
    initial: DEFAULT_REQUEST.session.executionMode,
  },
  intraOpSpinning: { ...onOrOff, help: "idle threads spin instead of sleeping (default: the engine's)" },
  cpuArena: { ...onOrOff, help: "keep the CPU's memory in an arena for later runs (default: the engine's)" },
  memoryPattern: {
    ...onOrOff,
    help: "plan a run's memory as a whole where shapes repeat (default: the engine's)",
  },
} as const satisfies SettingsTable;

export const PROVIDER_SETTINGS = {
  providerLibrary: {
    placeholder: 'file',
    help:
      'a library of execution providers (a plug-in of ONNX Runtime) to run on, or the name that "providers add" gave one; loaded in the ' +
      'isolated process only; its whole folder can be read there',
    value: path,
    completion: { endings: ['.so', '.dll', '.dylib'] },
  },
  providerName: {
    placeholder: 'name',
    help: 'which execution provider of that library, where it has several',
    value: parsedText(
      'the name of an execution provider, such as WebGpuExecutionProvider',
      (text) => providerNameSchema.safeParse(text).data,
    ),
  },
  providerOption: {
    placeholder: 'key=value',
    help: "an option of the execution provider's own; most ignore those they do not know",
    value: providerOptions,
    list: splitAtSemicolons,
  },
  device: {
    placeholder: 'device',
    help: "index, UUID or name of one of the execution provider's devices (default: its first)",
    value: device,
  },
} as const satisfies SettingsTable;

export const SESSION_SETTINGS = {
  ...ENGINE_OPTION_SETTINGS,
  sessionOption: {
    placeholder: 'name=value',
    help: "an option of ONNX Runtime's own (session.…); it ignores those it does not know",
    value: sessionEntries,
    list: splitAtSemicolons,
  },
  placement: {
    placeholder: 'mode',
    help:
      'find out which provider runs which node, and by strict fail unless all run on the one asked for; ' +
      'by default report for an accelerator and off for the CPU',
    ...choiceOf(PLACEMENTS),
  },
  profile: { ...SWITCH, help: 'add a per-operator table, from a separate pass' },
} as const satisfies SettingsTable;

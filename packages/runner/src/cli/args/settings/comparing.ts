/** What to compare with, and how far it may be from it. */
import {
  computeUnit,
  count,
  duration,
  flagOf,
  listOf,
  parsedText,
  percent,
  splitAtFirst,
  splitAtSemicolons,
  SWITCH,
  type SettingsTable,
} from '@dumont/protocol/settings';
import type { ProviderSettings } from '@dumont/protocol';
import { z } from 'zod';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import { path } from '../../../command-line/values.ts';
import { device, ENGINE_OPTION_SETTINGS, providerOptions, sessionEntries } from './session.ts';
import { MODEL_COMPLETION, modelSource, onnxruntimeLibrary } from './subject.ts';

export const DEFAULT_PAIRS = 30;
/** Five pairs say nothing for certain; past some hundreds, no change is found that matters. */
const MIN_PAIRS = 6;
const MAX_PAIRS = 500;

/** What of a baseline is otherwise. */
export interface BaselineOption {
  readonly session?: Partial<BenchmarkRequest['session']>;
  readonly provider?: ProviderSettings;
  /** Null: the library that comes with Dumont. */
  readonly onnxruntime?: string | null;
}

const ENGINE_OPTIONS: readonly { name: string; text: string; value: z.ZodType<unknown, string> }[] = [
  ...Object.entries(ENGINE_OPTION_SETTINGS).map(([name, { value }]) => ({
    name,
    text: flagOf(name).replace(/^--/, ''),
    value,
  })),
  {
    name: 'sessionEntries',
    text: 'session-option',
    value: z
      .string()
      .transform((text) => [text])
      .pipe(sessionEntries),
  },
];
const PROVIDER_OPTION = 'provider-option';
const DEVICE_OPTION = 'device';
const LIBRARY_OPTION = 'onnxruntime';
const OPTION_NAMES = [
  ...ENGINE_OPTIONS.map(({ text }) => text),
  ...[PROVIDER_OPTION, DEVICE_OPTION, LIBRARY_OPTION],
].join(', ');

/** Those that are no option of the session's. */
const OTHER_OPTIONS: Readonly<Record<string, (text: string) => BaselineOption | undefined>> = {
  [PROVIDER_OPTION]: (text) => {
    const { success, data } = providerOptions.safeParse([text]);
    return success ? { provider: { providerOptions: data } } : undefined;
  },
  [DEVICE_OPTION]: (text) => {
    const { success, data } = device.safeParse(text);
    return success ? { provider: { device: data } } : undefined;
  },
  [LIBRARY_OPTION]: (text) => {
    const { success, data } = onnxruntimeLibrary.safeParse(text);
    return success ? { onnxruntime: data } : undefined;
  },
};

/** One option that the baseline has otherwise. */
const baselineOption = parsedText(
  `name=value, with one of ${OPTION_NAMES}, and a value that it takes`,
  (given): BaselineOption | undefined => {
    const { name, value: text = '' } = splitAtFirst(given) ?? {};
    const other = name === undefined ? undefined : OTHER_OPTIONS[name];
    if (other !== undefined) return other(text);
    const option = ENGINE_OPTIONS.find((candidate) => candidate.text === name);
    const value = option?.value.safeParse(text).data;
    return option === undefined || value === undefined ? undefined : { session: { [option.name]: value } };
  },
);

const baselineOptions = listOf(baselineOption).superRefine((options, context) => {
  const names = options.flatMap(namesIn);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) context.addIssue({ code: 'custom', message: `is given twice for "${twice}"` });
});

/** As the user writes them; of the runtime's own options, each has a name. */
function namesIn({ session = {}, provider = {}, onnxruntime }: BaselineOption): string[] {
  const { sessionEntries: entries = {}, ...others } = session;
  return [
    ...ENGINE_OPTIONS.filter(({ name }) => Object.hasOwn(others, name)).map(({ text }) => text),
    ...Object.keys(entries).map((name) => `session-option ${name}`),
    ...Object.keys(provider.providerOptions ?? {}).map((name) => `${PROVIDER_OPTION} ${name}`),
    ...(provider.device === undefined ? [] : [DEVICE_OPTION]),
    ...(onnxruntime === undefined ? [] : [LIBRARY_OPTION]),
  ];
}

export const COMPARING_SETTINGS = {
  vs: {
    placeholder: 'file|url',
    help: 'the baseline: another model, run in turn with --model',
    value: modelSource,
    completion: MODEL_COMPLETION,
  },
  vsOption: {
    placeholder: 'name=value',
    help: `the baseline: set otherwise (${OPTION_NAMES})`,
    value: baselineOptions,
    list: splitAtSemicolons,
  },
  vsComputeUnit: { placeholder: 'unit', help: 'the baseline: another compute unit', value: computeUnit },
  selfTest: {
    ...SWITCH,
    help: 'compare the model with itself: how often would this machine give a false alarm',
  },
  baseline: {
    placeholder: 'report.json',
    help: 'the baseline: a report from before, which is weaker than --vs',
    value: path,
    completion: { endings: ['.json'] },
  },
  allowDifferent: { ...SWITCH, help: 'take a --baseline measured under other conditions, with a warning' },
  maxRegression: {
    placeholder: 'percent',
    help: 'accepted increase of the latency',
    value: percent,
    initial: '5%',
  },
  maxLoadRegression: {
    placeholder: 'percent',
    help: 'accepted increase of the load time (default: judged as the latency, but not counted)',
    value: percent,
  },
  maxFirstRegression: { placeholder: 'percent', help: 'the same of the first run', value: percent },
  maxMemoryRegression: { placeholder: 'percent', help: 'the same of the peak memory', value: percent },
  pairs: {
    placeholder: 'n',
    help: `pairs of fresh processes at most (default: ${DEFAULT_PAIRS})`,
    value: count(MIN_PAIRS, MAX_PAIRS),
    excludes: ['budget'],
  },
  budget: {
    placeholder: 'time',
    help: 'stop after this time instead of a number of pairs',
    value: duration,
  },
} as const satisfies SettingsTable;

/** Every flag of `dumont-runner`, as commander and the help text know it. Values stay text here: `settings.ts` gives them meaning. */
import { COMPUTE_UNITS } from '@dumont/protocol';
import { Option } from 'commander';
import { REPORT_FORMATS } from '../../reports/registry.ts';
import { compareOptions } from './compare-options.ts';
import { RepeatableOption } from './repeatable-option.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export const GRAPH_OPTIMIZATIONS = ['disabled', 'basic', 'extended', 'all'] as const;
export const EXECUTION_MODES = ['sequential', 'parallel'] as const;
export const SANDBOX_MODES = ['auto', 'strict', 'off'] as const;
export const PLACEMENTS = ['off', 'report', 'strict'] as const;

interface OptionGroup {
  readonly heading: string;
  readonly options: readonly Option[];
}

/** Built anew for each program: commander's options hold state. */
export function benchmarkOptions(): OptionGroup[] {
  return [
    { heading: 'What to measure:', options: subjectOptions() },
    { heading: 'How much to measure:', options: amountOptions() },
    { heading: 'Inputs (those not given are generated):', options: inputOptions() },
    { heading: 'Session:', options: sessionOptions() },
    { heading: 'Comparing (in turn, until the verdict is certain):', options: compareOptions() },
    { heading: 'Limits:', options: limitOptions() },
    { heading: 'Results:', options: [...resultOptions(), ...keepingOptions(), ...commonOptions()] },
  ];
}

export function historyOptions(): Option[] {
  return [
    new Option('--name <text>', 'models whose names hold this'),
    new Option('--limit <n>', 'the newest so many'),
    ...resultOptions(),
    ...commonOptions(),
  ];
}

export function pruneOptions(): Option[] {
  return [
    new Option('--keep <n>', 'the newest so many stay'),
    new Option('--older-than <days>', 'what is older goes'),
    ...commonOptions(),
  ];
}

export function compareCommandOptions(): Option[] {
  return [...resultOptions(), ...commonOptions()];
}

export function probeOptions(): Option[] {
  return [new Option('--json', 'print JSON'), engineOption(), sandboxOption(), ...commonOptions()];
}

function subjectOptions(): Option[] {
  const units = COMPUTE_UNITS.map((unit) => unit.short).join(', ');
  return [
    new RepeatableOption('-m, --model <file|url>', '.onnx, .mlmodel or .mlpackage'),
    new RepeatableOption(
      '-u, --compute-unit <unit>',
      `${units}, or a full name such as "CPU (ONNX)" (default: the CPU where it runs the format)`,
    ),
    engineOption(),
  ];
}

function amountOptions(): Option[] {
  return [
    new Option('-n, --runs <n>', 'measured runs').default('10'),
    new Option(
      '--warmup <n|time>',
      'runs before the measured ones, or a time for them (default: at least 1 run and 200ms)',
    ),
    new Option('--duration <time>', 'measure for this long instead of a number of runs'),
    new Option(
      '--sustain <time>',
      'measure for minutes, by slices of time: what is kept up, and how hot it gets',
    ),
    new Option('--until-stable', 'go on past --runs until the median is known to ±1 %'),
    new Option('--loads <n>', 'fresh processes in which the load is timed').default('5'),
  ];
}

function inputOptions(): Option[] {
  return [
    new RepeatableOption(
      '--shape <name=sizes>',
      'shape of an input, as in x=1x3x224x224; nothing after = for a scalar',
    ),
    new RepeatableOption('--dim <name=size>', 'size of a named dimension'),
    new RepeatableOption('--value <name=value>', 'value of every element of an input'),
    new RepeatableOption('--input <name=file>', 'an input from a .npy, .pb or .bin file'),
    new Option('--inputs <folder>', 'inputs from input_0.pb, input_1.pb … (an ONNX test data set)'),
    new Option('--seed <n>', 'seed of the generated inputs').default('0'),
    new Option('--expect <folder>', 'compare the outputs with output_0.pb, output_1.pb …'),
    new Option('--rtol <x>', 'relative tolerance of --expect').default('1e-3'),
    new Option('--atol <x>', 'absolute tolerance of --expect').default('1e-7'),
  ];
}

function sessionOptions(): Option[] {
  return [
    new Option('--intra-op-threads <n>', "threads within an operator (default: the engine's)"),
    new Option('--inter-op-threads <n>', "threads across operators (default: the engine's)"),
    new Option('--graph-optimization <x>', 'rewriting of the graph at load')
      .choices(GRAPH_OPTIMIZATIONS)
      .default('all'),
    new Option('--execution-mode <mode>', 'operators one by one or side by side')
      .choices(EXECUTION_MODES)
      .default('sequential'),
    new Option(
      '--placement <mode>',
      'find out which provider runs which node, and by strict fail unless all run on the one asked for; ' +
        'by default report for an accelerator and off for the CPU',
    ).choices(PLACEMENTS),
    new Option('--profile', 'add a per-operator table, from a separate pass'),
  ];
}

function limitOptions(): Option[] {
  return [
    new Option('--timeout <time>', 'for one benchmark as a whole; when comparing, for each process').default(
      '10m',
    ),
    new Option(
      '--memory-limit <size>',
      "for each isolated process and its children, as in 2GB, or none (default: 80 % of the machine's)",
    ),
    sandboxOption(),
    new Option('--scratch-size <size>', "room for each process's temporary files, in memory").default(
      '512MB',
    ),
    new RepeatableOption('--allow-host <host[:port]>', 'a download may be redirected to this private host'),
    new RepeatableOption(
      '--allow-cidr <range>',
      'a download may be redirected to these addresses, as in 10.1.0.0/16',
    ),
  ];
}

function resultOptions(): Option[] {
  return [
    new Option('-f, --format <format>', 'what to print')
      .choices(REPORT_FORMATS.map((format) => format.name))
      .default('table'),
    new RepeatableOption(
      '-o, --output <file>',
      `also write a file, format from its ending (${REPORT_FORMATS.flatMap((format) => format.endings).join(' ')})`,
    ),
  ];
}

function commonOptions(): Option[] {
  return [
    new Option('-q, --quiet', 'no progress, and no logs but errors'),
    new Option('--no-color', 'no colours (also by NO_COLOR)'),
    new Option('--log-level <level>', 'logs on stderr').choices(LOG_LEVELS).default('warn'),
  ];
}

function keepingOptions(): Option[] {
  return [
    ciOption(),
    new Option('--no-history', 'do not keep the result in the history (dumont-runner history)'),
  ];
}

function ciOption(): Option {
  return new Option(
    '--ci',
    'for a pipeline: no colours, no history, threads by the CPU quota, dumont.md and dumont-junit.xml beside the results',
  );
}

function engineOption(): Option {
  return new Option('--engine <package>', "a third party's engine instead of the built-in ones");
}

function sandboxOption(): Option {
  return new Option(
    '--sandbox <mode>',
    'what confines the model: the best there is here, all walls or nothing runs, or none',
  )
    .choices(SANDBOX_MODES)
    .default('auto');
}

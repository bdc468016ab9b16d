/** What becomes of the results, and what is said meanwhile. */
import { resolve } from 'node:path';
import {
  choiceOf,
  listOf,
  LOG_LEVELS,
  parsedText,
  splitAtSemicolons,
  SWITCH,
  type SettingsTable,
  type ValuesOf,
} from '@dumont/protocol/settings';
import { findFormat, formatForFile, REPORT_FORMATS } from '../../../reports/registry.ts';
import type { ReportFormat } from '../../../reports/report-format.ts';

/** These have no endings. */
const DEVICES = '/dev/';
const ENDINGS = REPORT_FORMATS.flatMap((format) => format.endings);

export interface OutputFile {
  readonly path: string;
  readonly format: ReportFormat;
}

const outputFile = parsedText('a file whose ending names a format, such as result.json', (given) => {
  const format = formatForFile(given) ?? (given.startsWith(DEVICES) ? null : undefined);
  return format === undefined ? undefined : { path: resolve(given), format };
});

export const RESULT_SETTINGS = {
  format: {
    short: '-f',
    placeholder: 'format',
    help: 'what to print',
    value: parsedText('a format', findFormat),
    choices: REPORT_FORMATS.map((format) => format.name),
    initial: 'table',
  },
  output: {
    short: '-o',
    placeholder: 'file',
    help: `also write a file, format from its ending (${ENDINGS.join(' ')})`,
    value: listOf(outputFile),
    list: splitAtSemicolons,
    completion: { endings: ENDINGS },
  },
} as const satisfies SettingsTable;

/** Of a benchmark alone. */
export const KEEPING_SETTINGS = {
  ci: {
    ...SWITCH,
    help: 'for a pipeline: no colours, no history, threads by the CPU quota, dumont.md and dumont-junit.xml beside the results',
    implies: ['noColor', 'noHistory'],
  },
  noHistory: { ...SWITCH, help: 'do not keep the result in the history (dumont-runner history)' },
  monitor: {
    ...SWITCH,
    help: "on a terminal, show what the model's process takes while it runs: CPU, memory, an accelerator's use and power",
  },
} as const satisfies SettingsTable;

/** Of every command. */
export const COMMON_SETTINGS = {
  quiet: { ...SWITCH, short: '-q', help: 'no progress, and no logs but errors' },
  noColor: { ...SWITCH, help: 'no colours (also by NO_COLOR)' },
  logLevel: { placeholder: 'level', help: 'logs on stderr', ...choiceOf(LOG_LEVELS), initial: 'warn' },
} as const satisfies SettingsTable;

/** A shell's `>(gzip > result.gz)` has no ending: it takes the format of standard output. */
export function outputFiles({ format, output }: ValuesOf<typeof RESULT_SETTINGS>): OutputFile[] {
  return output.map((file) => ({ path: file.path, format: file.format ?? format }));
}

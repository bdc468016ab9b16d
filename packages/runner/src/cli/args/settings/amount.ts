/** How much to measure. */
import { MAX_RUNS } from '@dumont/protocol';
import {
  count,
  DURATION,
  duration,
  durationText,
  parseCount,
  parsedText,
  parseDurationMs,
  SWITCH,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { DEFAULT_REQUEST } from '../../../benchmark/launch/default-request.ts';

const MAX_LOADS = 1000;

const warmup = parsedText(`a number of runs, or ${DURATION}`, (given) => {
  const runs = parseCount(given, 0, MAX_RUNS);
  if (runs !== undefined) return { runs, ms: 0 };
  const ms = parseDurationMs(given);
  return ms === undefined ? undefined : { runs: 1, ms };
});

export const AMOUNT_SETTINGS = {
  runs: {
    short: '-n',
    placeholder: 'n',
    help: 'measured runs',
    value: count(1, MAX_RUNS),
    initial: String(DEFAULT_REQUEST.stop.runs),
  },
  warmup: {
    placeholder: 'n|time',
    help: `runs before the measured ones, or a time for them (default: at least ${DEFAULT_REQUEST.warmup.runs} run and ${durationText(DEFAULT_REQUEST.warmup.ms)})`,
    value: warmup,
  },
  duration: {
    placeholder: 'time',
    help: 'measure for this long instead of a number of runs',
    value: duration,
    excludes: ['runs', 'untilStable'],
  },
  sustain: {
    placeholder: 'time',
    help: 'measure for minutes, by slices of time: what is kept up, and how hot it gets',
    value: duration,
    excludes: ['runs', 'duration', 'untilStable'],
  },
  untilStable: { ...SWITCH, help: 'go on past --runs until the median is known to ±1 %' },
  loads: {
    placeholder: 'n',
    help: 'fresh processes in which the load is timed',
    value: count(1, MAX_LOADS),
    initial: String(DEFAULT_REQUEST.loads),
  },
  cold: {
    ...SWITCH,
    help: "drop the model's files from the page cache before each load (Linux); CoreML's caches empty for each load",
  },
} as const satisfies SettingsTable;

/** How jobs are taken and measured. */
import {
  count,
  duration,
  enginePackage,
  memoryLimit,
  oneOf,
  SANDBOX_MODES,
  size,
  sizeText,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { DEFAULT_REQUEST, DEFAULT_SANDBOX, MEMORY_LIMIT_PERCENT } from '@dumont/runner';

const WAKES = ['blmove', 'poll'] as const;

export const JOB_SETTINGS = {
  engine: {
    placeholder: 'package',
    help: "a third party's engine instead of the built-in ones",
    value: enginePackage,
  },
  concurrency: {
    placeholder: 'n',
    help: 'jobs at once, for machines with several GPUs: each is measured on one of its own; a job for the CPU is measured alone',
    value: count(1, 64),
    initial: '1',
  },
  loads: {
    placeholder: 'n',
    help: 'fresh processes in which the load of a model is timed',
    value: count(1, 100),
    initial: String(DEFAULT_REQUEST.loads),
  },
  jobTimeout: {
    placeholder: 'time',
    help: 'for one benchmark, where its job does not say',
    value: duration,
    initial: '30m',
  },
  memoryLimit: {
    placeholder: 'size',
    help: `for each isolated process and its children, or none (default: ${MEMORY_LIMIT_PERCENT} % of the machine's)`,
    value: memoryLimit,
  },
  sandbox: {
    placeholder: 'mode',
    help: 'strict: all walls or no job · auto: the best there is here, and a warning · off: none',
    value: oneOf(SANDBOX_MODES),
    initial: DEFAULT_SANDBOX.mode,
  },
  scratchSize: {
    placeholder: 'size',
    help: 'room for the temporary files of an isolated process, in memory',
    value: size,
    initial: sizeText(DEFAULT_SANDBOX.scratchBytes),
  },
  drainTimeout: {
    placeholder: 'time',
    help: 'how long a running job may go on after SIGTERM before it is given back',
    value: duration,
    initial: '5m',
  },
  wake: {
    placeholder: 'how',
    help: 'wait for jobs by blocked moves (a connection a queue), or ask every second',
    value: oneOf(WAKES),
    initial: 'blmove',
  },
} as const satisfies SettingsTable;

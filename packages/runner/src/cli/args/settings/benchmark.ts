/** All settings of a benchmark, under the headings of its help. */
import type { ValuesOf } from '@dumont/protocol/settings';
import { AMOUNT_SETTINGS } from './amount.ts';
import { COMPARING_SETTINGS } from './comparing.ts';
import { INPUT_SETTINGS } from './inputs.ts';
import { LIMIT_SETTINGS } from './limits.ts';
import { COMMON_SETTINGS, KEEPING_SETTINGS, RESULT_SETTINGS } from './results.ts';
import { PROVIDER_SETTINGS, SESSION_SETTINGS } from './session.ts';
import { SUBJECT_SETTINGS } from './subject.ts';

const RESULTS = { ...RESULT_SETTINGS, ...KEEPING_SETTINGS, ...COMMON_SETTINGS };

export const BENCHMARK_GROUPS = [
  { heading: 'What to measure:', settings: SUBJECT_SETTINGS },
  { heading: 'How much to measure:', settings: AMOUNT_SETTINGS },
  { heading: 'Inputs (those not given are generated):', settings: INPUT_SETTINGS },
  { heading: 'Session:', settings: SESSION_SETTINGS },
  { heading: 'Execution provider:', settings: PROVIDER_SETTINGS },
  { heading: 'Comparing (in turn, until the verdict is certain):', settings: COMPARING_SETTINGS },
  { heading: 'Limits:', settings: LIMIT_SETTINGS },
  { heading: 'Results:', settings: RESULTS },
] as const;

export const BENCHMARK_SETTINGS = {
  ...SUBJECT_SETTINGS,
  ...AMOUNT_SETTINGS,
  ...INPUT_SETTINGS,
  ...SESSION_SETTINGS,
  ...PROVIDER_SETTINGS,
  ...COMPARING_SETTINGS,
  ...LIMIT_SETTINGS,
  ...RESULTS,
};

export type BenchmarkValues = ValuesOf<typeof BENCHMARK_SETTINGS>;

/** What a report from before is worth as a baseline. Pure. */
import {
  DumontError,
  warning,
  type BenchmarkReport,
  type ProcessFigures,
  type Warning,
} from '@dumont/protocol';
import { describeDifference, findUnlikeConditions } from './differences.ts';
import { figuresOf } from './figures-of.ts';

/** @throws DumontError USAGE where the stored benchmark had failed */
export function storedFigures(report: BenchmarkReport): ProcessFigures {
  if (report.error !== null || report.load === null) {
    throw new DumontError('USAGE', 'the report given by --baseline is of a benchmark that failed');
  }
  return figuresOf('baseline', report);
}

/**
 * @returns what a reader is warned of
 * @throws DumontError USAGE where the conditions are not alike and that was not allowed
 */
export function judgeConditions(
  baseline: BenchmarkReport,
  candidate: BenchmarkReport,
  allowDifferent: boolean,
): Warning[] {
  const weaker = warning('STORED_BASELINE', {});
  const unlike = findUnlikeConditions(baseline, candidate).map(describeDifference);
  if (unlike.length === 0) return [weaker];
  if (allowDifferent) return [weaker, warning('UNLIKE_CONDITIONS', { differences: unlike })];
  throw new DumontError(
    'USAGE',
    [
      'the report given by --baseline was measured under other conditions:',
      ...unlike.map((difference) => `  ${difference}`),
      'Measure the baseline again here, better still by --vs in the same command, or say --allow-different.',
    ].join('\n'),
  );
}

/** What one process of a comparison found. Pure. */
import { DumontError, processFiguresOf, type BenchmarkReport, type ProcessFigures } from '@dumont/protocol';
import type { Side } from './paired-request.ts';

/** @throws DumontError of the report's own code where it failed */
export function figuresOf(side: Side, report: BenchmarkReport): ProcessFigures {
  const { error } = report;
  if (error !== null) throw new DumontError(error.code, `The ${side} failed: ${error.message}`);
  const figures = processFiguresOf(side, report);
  if (figures === null) throw new DumontError('INTERNAL', `the ${side} is complete and has no figures`);
  return figures;
}

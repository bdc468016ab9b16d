/** All that people read of a comparison: formats choose the order and lay it out. Pure. */
import type { ComparisonReport, Warning } from '@dumont/protocol';
import { certaintyGrids, metricsGrid } from './comparison-grids.ts';
import {
  comparisonTitle,
  comparisonWarnings,
  differenceLines,
  driftLines,
  methodSentence,
  selfTestSentences,
  uncountedNote,
  VERDICT_WORDS,
  verdictSentences,
} from './comparison-text.ts';
import type { Grid } from './grid.ts';
import type { Paint } from './paint.ts';

export interface ComparisonText {
  readonly title: string;
  readonly verdict: string;
  /** Why. */
  readonly sentences: readonly string[];
  readonly metrics: Grid;
  /** On metrics that do not count; null where all do. */
  readonly uncounted: string | null;
  readonly certainty: readonly Grid[];
  /** How far the outputs of a side are from the CPU's. */
  readonly drift: readonly string[];
  readonly differences: readonly string[];
  readonly selfTest: readonly string[];
  readonly method: string;
  readonly warnings: readonly Warning[];
}

export function describeComparison(comparison: ComparisonReport, paint: Paint): ComparisonText {
  return {
    title: comparisonTitle(comparison),
    verdict: VERDICT_WORDS[comparison.verdict],
    sentences: verdictSentences(comparison),
    metrics: metricsGrid(comparison, paint),
    uncounted: uncountedNote(comparison),
    certainty: certaintyGrids(comparison),
    drift: driftLines(comparison),
    differences: differenceLines(comparison),
    selfTest: selfTestSentences(comparison),
    method: methodSentence(comparison),
    warnings: comparisonWarnings(comparison),
  };
}

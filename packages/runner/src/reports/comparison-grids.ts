/** The small tables of a comparison: formats lay them out. Pure. */
import { titleOfMetric, type ComparisonReport } from '@dumont/protocol';
import { countSamples, MOST_PAIRS, VERDICT_COLORS } from './comparison-text.ts';
import type { Grid } from './grid.ts';
import type { Paint } from './paint.ts';
import { formatChange, formatChangeRange, formatFigure, formatLimit } from './quantity.ts';

const RANGE_UNKNOWN = 'too few';

export function metricsGrid(comparison: ComparisonReport, paint: Paint): Grid {
  const count = countSamples(comparison);
  return {
    title: 'Metrics',
    note:
      comparison.kind === 'stored' ? `${count} against one report` : `${count} of fresh processes, in turn`,
    columns: [
      { heading: 'metric', align: 'left' },
      { heading: 'baseline', align: 'right' },
      { heading: 'candidate', align: 'right' },
      { heading: 'change', align: 'right' },
      { heading: '95 % CI', align: 'right' },
      { heading: 'verdict', align: 'left' },
    ],
    rows: comparison.metrics.map((metric) => [
      titleOfMetric(metric.metric),
      formatFigure(metric.baseline, metric.unit),
      formatFigure(metric.candidate, metric.unit),
      formatChange(metric.change),
      metric.changeCi95 === null ? RANGE_UNKNOWN : formatChangeRange(metric.changeCi95),
      metric.gated
        ? paint(VERDICT_COLORS[metric.verdict], metric.verdict)
        : paint('dim', `${metric.verdict}*`),
    ]),
  };
}

/** @returns one table, or none where nothing is known */
export function certaintyGrids({ metrics }: ComparisonReport): Grid[] {
  const known = metrics.filter(({ smallestDetectableChange: smallest }) => smallest !== null);
  if (known.length === 0) return [];
  const grid: Grid = {
    title: 'Certainty',
    note: 'found in four of five such comparisons',
    columns: [
      { heading: 'metric', align: 'left' },
      { heading: 'limit', align: 'right' },
      { heading: 'smallest change found', align: 'right' },
      { heading: 'pairs for the limit', align: 'right' },
    ],
    rows: known.map((metric) => [
      titleOfMetric(metric.metric),
      formatLimit(metric.limit),
      formatLimit(metric.smallestDetectableChange ?? 0),
      formatPairs(metric.pairsNeeded),
    ]),
  };
  return [grid];
}

function formatPairs(pairs: number | null): string {
  if (pairs === null) return '–';
  return pairs > MOST_PAIRS ? `over ${MOST_PAIRS}` : String(pairs);
}

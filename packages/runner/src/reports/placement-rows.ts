/** On which providers the nodes of a model ran, for how long, and what of it ran elsewhere than it should. */
import type { BenchmarkReport, Placement } from '@dumont/protocol';
import type { Row } from './figure-rows.ts';
import { formatCount, formatPercent, formatTime } from './quantity.ts';

/** Of those that ran elsewhere, the most frequent. */
const MOST_OPERATORS = 4;

export function placementRows(
  { requestedProvider }: Pick<BenchmarkReport['engine'], 'requestedProvider'>,
  { nodes, timeMs, operators, copies = 0 }: Placement,
): Row[] {
  const allMs = Object.values(timeMs).reduce((sum, ms) => sum + ms, 0);
  const rows = Object.entries(nodes).map(([provider, count]) => {
    const ms = timeMs[provider] ?? 0;
    const share = allMs > 0 ? `, ${formatPercent((ms / allMs) * 100)} of all` : '';
    const what = provider === requestedProvider ? '' : listOperators(operators?.[provider] ?? {});
    return {
      label: provider,
      value: formatCount(count, 'node'),
      note: `${formatTime(ms)}${share}${what === '' ? '' : `: ${what}`}`,
    };
  });
  if (copies === 0) return rows;
  const carried = {
    label: 'copies',
    value: formatCount(copies, 'node'),
    note: 'from one provider to another',
  };
  return [...rows, carried];
}

function listOperators(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const words = sorted.slice(0, MOST_OPERATORS).map(([opType, count]) => `${count} ${opType}`);
  return [...words, ...(sorted.length > MOST_OPERATORS ? ['others'] : [])].join(', ');
}

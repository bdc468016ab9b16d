/** On which providers the nodes of a model ran, or are planned to, for how long, and what of it elsewhere than it should. */
import { askedPlace, type AcceleratorEvidence, type BenchmarkReport, type Placement } from '@dumont/protocol';
import type { Row } from './figure-rows.ts';
import { formatCount, formatMemory, formatPercent, formatTime } from './quantity.ts';

/** Of those that ran elsewhere, the most frequent. */
const MOST_OPERATORS = 4;

const RAN = {
  full: 'everything ran on the provider that was asked for',
  partial: 'part of the model ran on another provider',
  fallback: 'nothing ran on the provider that was asked for',
  unknown: 'seen at work, how much of the model is not known',
} as const;
/** Of a runtime that tells of no run: as short as a line of a terminal. */
const PLANNED = {
  full: 'all is planned for the unit',
  partial: 'part is planned for another unit',
  fallback: 'none is planned for the unit',
} as const;

export function describePlacement({ verdict, restsOn }: Placement): string {
  if (restsOn === undefined) return `${verdict}: ${RAN[verdict]}`;
  if (verdict === 'unknown') return `unknown: ${RAN.unknown}`;
  if (!restsOn.includes('plan')) return `${verdict}: the unit was not seen at work`;
  const seen = verdict === 'fallback' ? 'not seen at work' : 'seen at work';
  return `${verdict}: ${PLANNED[verdict]}, ${restsOn.includes('evidence') ? seen : 'and nobody saw'}`;
}

export function placementRows(
  { engine, acceleratorEvidence }: Pick<BenchmarkReport, 'engine' | 'acceleratorEvidence'>,
  placement: Placement,
): Row[] {
  const asked = askedPlace(engine, placement);
  const rows = Object.entries(placement.nodes).map(([place, count]) => ({
    label: place,
    value: formatCount(count, 'node'),
    note: noteOf(placement, place, place === asked),
  }));
  return [
    ...rows,
    ...copyRows(placement),
    ...(placement.restsOn === undefined ? [] : evidenceRows(acceleratorEvidence ?? null)),
  ];
}

function noteOf(
  { source, timeMs, operators, costPercent }: Placement,
  place: string,
  isAsked: boolean,
): string {
  const what = isAsked ? '' : listOperators(operators?.[place] ?? {});
  const head = source === 'plan' ? describeCost(costPercent?.[place]) : describeTime(timeMs, place);
  return `${head}${what === '' ? '' : `: ${what}`}`;
}

function describeCost(percent: number | undefined): string {
  return percent === undefined ? 'planned' : `planned, ${formatPercent(percent)} of the estimated work`;
}

function describeTime(timeMs: Placement['timeMs'], place: string): string {
  const allMs = Object.values(timeMs).reduce((sum, ms) => sum + ms, 0);
  const ms = timeMs[place] ?? 0;
  return `${formatTime(ms)}${allMs > 0 ? `, ${formatPercent((ms / allMs) * 100)} of all` : ''}`;
}

function copyRows({ copies = 0 }: Placement): Row[] {
  if (copies === 0) return [];
  return [{ label: 'copies', value: formatCount(copies, 'node'), note: 'from one provider to another' }];
}

/** What a verdict without a profile rests on beside the plan. */
function evidenceRows(evidence: AcceleratorEvidence | null): Row[] {
  if (evidence === null) return [];
  const { gpuTimeMs, neuralFootprintMb, cpuTimeMs, elapsedMs } = evidence;
  const ofPhase = `of ${formatTime(elapsedMs)} of the measured phase`;
  return [
    ...(gpuTimeMs === null ? [] : [{ label: 'GPU', value: formatTime(gpuTimeMs), note: ofPhase }]),
    ...(neuralFootprintMb === null
      ? []
      : [{ label: 'Neural Engine', value: formatMemory(neuralFootprintMb), note: 'of memory held at once' }]),
    ...(cpuTimeMs === null ? [] : [{ label: 'CPU', value: formatTime(cpuTimeMs), note: ofPhase }]),
  ];
}

function listOperators(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const words = sorted.slice(0, MOST_OPERATORS).map(([opType, count]) => `${count} ${opType}`);
  return [...words, ...(sorted.length > MOST_OPERATORS ? ['others'] : [])].join(', ');
}

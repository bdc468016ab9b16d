/** What a comparison says, in words. Pure. */
import {
  checksumOf,
  titleOfMetric,
  type BenchmarkReport,
  type ComparisonReport,
  type MetricComparison,
  type OutputDrift,
  type Verdict,
  type Warning,
  type WarningCode,
} from '@dumont/protocol';
import { formatChangeRange, formatCount, formatFraction, formatLimit, formatTime } from './quantity.ts';

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'Pass',
  regressed: 'Regressed',
  inconclusive: 'Inconclusive',
};
export const VERDICT_COLORS = { pass: 'green', regressed: 'red', inconclusive: 'yellow' } as const;

/** So many can be asked for. */
export const MOST_PAIRS = 500;

export function comparisonTitle(comparison: ComparisonReport): string {
  const { kind, baseline, candidate, differences } = comparison;
  const name = shownReport(comparison).model.fileName;
  if (kind === 'self-test') return `${name} against itself`;
  const other = baseline.model.fileName;
  if (kind === 'stored') return `${name} against a stored report of ${other === name ? 'it' : other}`;
  if (other !== name) return `${name} against ${other}`;
  const isSame = candidate === null || checksumOf(candidate.model) === checksumOf(baseline.model);
  if (!isSame) return `${name} against its baseline`;
  const [ours, theirs] = [candidate?.engine.computeUnit, baseline.engine.computeUnit];
  if (ours !== undefined && ours !== theirs) return `${name} on ${ours} against ${theirs}`;
  return `${name} against itself${differences.length === 0 ? '' : `, set otherwise: ${listFields(differences)}`}`;
}

const MOST_FIELDS = 3;

function listFields(differences: ComparisonReport['differences']): string {
  const fields = differences.map(({ field }) => field);
  const rest = fields.length - MOST_FIELDS;
  return rest <= 0 ? fields.join(', ') : `${fields.slice(0, MOST_FIELDS).join(', ')} and ${rest} more`;
}

/** Of the single runs of a side that nothing is concluded from: a comparison goes by many processes. */
const OF_SINGLE_RUNS: ReadonlySet<string> = new Set([
  'FEW_RUNS',
  'SLOW_FIRST_RUN',
  'DRIFT',
  'OUTLIERS',
  'BIMODAL',
  'GC_IN_PHASE',
  'NOT_COLD',
] satisfies WarningCode[]);

/** @returns the comparison's own, then those of each side, which says whose they are unless both have it */
export function comparisonWarnings({ warnings, baseline, candidate }: ComparisonReport): Warning[] {
  const ofSide = (report: BenchmarkReport | null): Warning[] =>
    (report?.warnings ?? []).filter(({ code }) => !OF_SINGLE_RUNS.has(code));
  const [before, now] = [ofSide(baseline), ofSide(candidate)];
  const isIn = (all: readonly Warning[], { code, message }: Warning): boolean =>
    all.some((other) => other.code === code && other.message === message);
  return [
    ...warnings,
    ...before.map((own) => (isIn(now, own) ? own : { ...own, message: `Baseline: ${own.message}` })),
    ...now
      .filter((own) => !isIn(before, own))
      .map((own) => ({ ...own, message: `Candidate: ${own.message}` })),
  ];
}

/** @returns what the two sides differ in, one line each */
export function differenceLines({ differences }: ComparisonReport): string[] {
  return differences.map(
    ({ field, baseline, candidate }) => `${field}: ${baseline} (baseline), ${candidate} (candidate)`,
  );
}

/** @returns for each side that is not the CPU, how far its outputs are from the CPU's: without that, faster is no gain */
export function driftLines({ baseline, candidate }: ComparisonReport): string[] {
  const sides = [['baseline', baseline] as const, ['candidate', candidate] as const];
  return sides.flatMap(([side, report]) => {
    if (report === null || report.engine.requestedProvider === 'cpu') return [];
    return [`${side}, ${report.engine.computeUnit}: ${describeDrift(report.outputDrift ?? null)}`];
  });
}

function describeDrift(drift: OutputDrift | null): string {
  if (drift === null) return "its outputs were not compared with the CPU's";
  const within = `the ${formatFraction(drift.rtol)} of the largest value that is accepted`;
  if (drift.maxRel === null)
    return drift.matched
      ? "its outputs are the CPU's, as far as they can be compared"
      : "its outputs are not the CPU's";
  const distance = `its outputs are at most ${formatFraction(drift.maxRel)} from the CPU's`;
  return `${distance}, ${drift.matched ? 'within' : 'MORE than'} ${within}`;
}

/** @returns the verdict's reasons, a sentence each */
export function verdictSentences(comparison: ComparisonReport): string[] {
  const { metrics, verdict } = comparison;
  const gated = metrics.filter((metric) => metric.gated);
  const decisive = verdict === 'pass' ? gated : gated.filter((metric) => metric.verdict === verdict);
  return decisive.map((metric) => explainVerdict(metric, comparison));
}

export function explainVerdict(metric: MetricComparison, comparison: ComparisonReport): string {
  const { changeCi95, limit, verdict } = metric;
  const title = titleOfMetric(metric.metric);
  const name = title.charAt(0).toUpperCase() + title.slice(1);
  if (changeCi95 === null) return `${name}: nothing is certain after ${countSamples(comparison)}.`;
  const range = formatChangeRange(changeCi95);
  switch (verdict) {
    case 'pass':
      return `${name} changed by ${range}: not beyond the limit of ${formatLimit(limit)}.`;
    case 'regressed':
      return `${name} changed by ${range}: beyond the limit of ${formatLimit(limit)}.`;
    case 'inconclusive':
      return `${name} changed by ${range}, which leaves open whether it is beyond the limit of ${formatLimit(limit)}. ${adviseMore(metric, comparison)}`;
  }
}

function adviseMore({ pairsNeeded }: MetricComparison, { kind, pairs }: ComparisonReport): string {
  if (kind === 'stored') return 'Compare by --vs, which can go on until it is certain.';
  if (pairsNeeded === null) return 'With a limit of 0, equal programs cannot pass: allow for some change.';
  if (pairsNeeded > MOST_PAIRS) return `More than ${MOST_PAIRS} pairs would be needed: calm the machine.`;
  if (pairsNeeded > pairs) return `About ${pairsNeeded} pairs would tell of equal programs (--pairs).`;
  return 'The change lies at the limit itself: more pairs, or another limit.';
}

export function countSamples({ kind, pairs, processes }: ComparisonReport): string {
  return kind === 'stored'
    ? formatCount(processes.length, 'fresh process', 'fresh processes')
    : formatCount(pairs, 'pair');
}

export function selfTestSentences({ selfTest, metrics, pairs }: ComparisonReport): string[] {
  if (selfTest === null) return [];
  const percent = (share: number): string => `${String(Number((share * 100).toPrecision(2)))} %`;
  const limit = formatLimit(metrics[0]?.limit ?? 0);
  return [
    `Identical code, in ${pairs} pairs of processes that differ among themselves by ${percent(selfTest.variation)} (coefficient of variation), would on this machine be called regressed`,
    `${percent(selfTest.singleProcesses)} of the time by one process each and a limit of ${limit};`,
    `${percent(selfTest.withLimit)} by this comparison with that limit;`,
    `${percent(selfTest.withoutLimit)} by this comparison with a limit of 0, which is made for 2.5 % at most.`,
    `Estimated from ${selfTest.comparisons.toLocaleString('en-US')} comparisons made of these processes.`,
  ];
}

/** @returns how the comparison was made, in one sentence */
export function methodSentence(comparison: ComparisonReport): string {
  const { kind, maxPairs, pairs, durationMs, budgetMs } = comparison;
  const time = formatTime(durationMs);
  if (kind === 'stored') return `${countSamples(comparison)} in ${time}, against one report from before.`;
  const end =
    kind === 'self-test' || pairs >= maxPairs
      ? ''
      : budgetMs !== null && durationMs >= budgetMs
        ? '; then the time was spent'
        : `; it was certain then, of at most ${maxPairs}`;
  return `${countSamples(comparison)} of fresh processes in ABBA order in ${time}${end}. False alarms: at most 2.5 %.`;
}

export function uncountedNote({ metrics }: ComparisonReport): string | null {
  const uncounted = metrics.filter(({ gated }) => !gated);
  return uncounted.length === 0
    ? null
    : '* does not count: a limit of its own makes a metric count, as by --max-load-regression.';
}

/** The side to take machine and engine from. */
export function shownReport({ baseline, candidate }: ComparisonReport): BenchmarkReport {
  return candidate ?? baseline;
}

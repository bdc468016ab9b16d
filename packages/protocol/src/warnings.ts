/** The one catalogue of warnings: what may be wrong with a result that was measured all the same, and what to do about it. */
import type { Warning } from './report.ts';

/** What each warning has to be told. Times in the unit of the name, percentages of 100, sizes in MB (2^20 bytes). */
interface WarningFacts {
  FEW_RUNS: { runs: number };
  SLOW_FIRST_RUN: { firstMs: number; medianMs: number };
  DRIFT: { changePercent: number };
  OUTLIERS: { outliers: number; runs: number };
  BIMODAL: { lowerMs: number; upperMs: number; upperPercent: number };
  NEAR_FLOOR: { medianUs: number; floorMedianUs: number };
  HIGH_LOAD: { loadAverage: number; cores: number };
  CPU_QUOTA: { quotaCores: number; cores: number };
  CPU_THROTTLED: { events: number };
  BATTERY_POWER: Record<string, never>;
  GOVERNOR_NOT_PERFORMANCE: { governor: string };
  STEAL: { phase: ReportPhase; percent: number };
  CPU_PRESSURE: { phase: ReportPhase; percent: number };
  MEMORY_PRESSURE: { phase: ReportPhase; percent: number };
  INVOLUNTARY_SWITCHES: { phase: ReportPhase; switches: number; runs: number };
  SHORT_PHASE: { phase: ReportPhase; durationMs: number; missing: string };
  PEAK_DISAGREES: { phase: ReportPhase; peakMb: number; sampledPeakMb: number };
  /** `inputs` as name and shape: `x 1x3x224x224`. */
  SHAPES_SEARCHED: { inputs: readonly string[] };
  DYNAMIC_DIMS_DEFAULTED: { inputs: readonly string[] };
  PLACEMENT_PARTIAL: { provider: string; nodesElsewhere: number; nodes: number };
}

type ReportPhase = 'load' | 'inference';
export type WarningCode = keyof WarningFacts;

const messages: { readonly [Code in WarningCode]: (facts: WarningFacts[Code]) => string } = {
  FEW_RUNS: ({ runs }) =>
    `${runs} runs say too little for a confidence interval of the median: use --runs 6 or more (29 for p90, 59 for p95, 299 for p99)`,
  SLOW_FIRST_RUN: ({ firstMs, medianMs }) =>
    `the first measured run took ${digits(firstMs / medianMs)} times the median: the warm-up was too short, raise --warmup`,
  DRIFT: ({ changePercent }) =>
    changePercent > 0
      ? `the last third of the runs was ${digits(changePercent)} % slower than the first: heat or other load slowed the machine down, let it cool and close other programs`
      : `the last third of the runs was ${digits(-changePercent)} % faster than the first: the warm-up was too short, raise --warmup`,
  OUTLIERS: ({ outliers, runs }) =>
    `${outliers} of ${runs} runs lie far from the median (more than 14.8 MAD) and are kept: close other programs, and trust the median rather than the mean`,
  BIMODAL: ({ lowerMs, upperMs, upperPercent }) =>
    `the runs fall into two groups, around ${digits(lowerMs)} ms and ${digits(upperMs)} ms (${digits(upperPercent)} % of them), so the median stands for one only: look at the histogram, fix clock speed and --intra-op-threads`,
  NEAR_FLOOR: ({ medianUs, floorMedianUs }) =>
    `the median of ${digits(medianUs)} µs is less than 20 times the ${digits(floorMedianUs)} µs that an empty model takes: much of it is the cost of a call, give the model more to do (--dim, --shape)`,
  HIGH_LOAD: ({ loadAverage, cores }) =>
    `the load average was ${digits(loadAverage)} on ${cores} cores before the benchmark: others computed beside it, close other programs`,
  CPU_QUOTA: ({ quotaCores, cores }) =>
    `the container may use ${digits(quotaCores)} of ${cores} cores: runs pause when that is spent, raise its CPU limit or lower --intra-op-threads`,
  CPU_THROTTLED: ({ events }) =>
    `heat or power limits throttled the CPU ${events} times: let it cool, improve cooling or measure for a shorter time`,
  BATTERY_POWER: () => 'the machine runs on battery, which lowers clock speeds: plug it in',
  GOVERNOR_NOT_PERFORMANCE: ({ governor }) =>
    `the CPU frequency governor is ${governor}, so clock speed follows load: set it to performance (cpupower frequency-set -g performance)`,
  STEAL: ({ phase, percent }) =>
    `other virtual machines took ${digits(percent)} % of the CPU time during ${phase}: measure on a dedicated machine`,
  CPU_PRESSURE: ({ phase, percent }) =>
    `processes waited for a CPU in ${digits(percent)} % of the time during ${phase}: close other programs or lower --intra-op-threads`,
  MEMORY_PRESSURE: ({ phase, percent }) =>
    `processes waited for memory in ${digits(percent)} % of the time during ${phase}: close other programs or use a machine with more memory`,
  INVOLUNTARY_SWITCHES: ({ phase, switches, runs }) =>
    `the system took the CPU from the benchmark ${switches} times in ${runs} runs of ${phase}: close other programs or lower --intra-op-threads`,
  SHORT_PHASE: ({ phase, durationMs, missing }) =>
    `${phase} lasted ${digits(durationMs)} ms, too short for ${missing}: raise --runs or --duration`,
  PEAK_DISAGREES: ({ phase, peakMb, sampledPeakMb }) =>
    `peak memory during ${phase} was ${digits(peakMb)} MB by one method and ${digits(sampledPeakMb)} MB by sampling: take it as a range`,
  SHAPES_SEARCHED: ({ inputs }) =>
    `the model refused size 1 for its dynamic dimensions, and these shapes were found by trying: ${inputs.join(', ')}; give yours with --shape or --dim`,
  DYNAMIC_DIMS_DEFAULTED: ({ inputs }) =>
    `dynamic dimensions were set to 1: ${inputs.join(', ')}; give yours with --shape or --dim`,
  PLACEMENT_PARTIAL: ({ provider, nodesElsewhere, nodes }) =>
    `${nodesElsewhere} of ${nodes} nodes ran elsewhere than on ${provider}: see the placement, or use --placement strict to refuse`,
};

/** @returns the warning as reports carry it */
export function warning<Code extends WarningCode>(code: Code, facts: WarningFacts[Code]): Warning {
  return { code, message: messages[code](facts) };
}

/** Three significant digits, as many as a warning needs. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

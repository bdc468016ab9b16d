/** The one catalogue of warnings: what may be wrong with a result that was measured all the same, and what to do about it. */
import type { Warning } from './report/outcome.ts';

/** What each warning has to be told. Times in the unit of the name, percentages of 100, sizes in MB (2^20 bytes). */
interface WarningFacts {
  FEW_RUNS: { runs: number };
  SLOW_FIRST_RUN: { firstMs: number; medianMs: number };
  /** `cpuPressurePercent` where threads waited for a CPU in so much of the time that it explains the drift. */
  DRIFT: { changePercent: number; cpuPressurePercent?: number };
  OUTLIERS: { outliers: number; runs: number };
  BIMODAL: { lowerMs: number; upperMs: number; upperPercent: number };
  NEAR_FLOOR: { medianUs: number; floorMedianUs: number };
  GC_IN_PHASE: { phase: ReportPhase; count: number; ms: number; percent: number };
  NO_FLOOR: { reason: string };
  NOT_COLD: { warm: number; loads: number; reason: string };
  HIGH_LOAD: { loadAverage: number; cores: number };
  CPU_QUOTA: { quotaCores: number; cores: number };
  CPU_QUOTA_THROTTLED: { phase: ReportPhase; throttledPeriods: number; throttledMs: number };
  CPU_THROTTLED: { events: number };
  THERMAL_PRESSURE: { state: 'serious' | 'critical' };
  LOW_POWER_MODE: Record<string, never>;
  BATTERY_POWER: Record<string, never>;
  GOVERNOR_NOT_PERFORMANCE: { governor: string };
  STEAL: { phase: ReportPhase; percent: number };
  CPU_PRESSURE: { phases: readonly { phase: ReportPhase; percent: number }[] };
  MEMORY_PRESSURE: { phase: ReportPhase; percent: number };
  INVOLUNTARY_SWITCHES: { phase: ReportPhase; switches: number; runs: number };
  /** `sizes` as dimension and size, or input and shape: `frames = 400`, `x 1x400`; `values` as input and value: `axis = 0`. */
  SHAPES_SEARCHED: { sizes: readonly string[]; values: readonly string[] };
  /** `dimensions` as name, or place, and size: `batch = 1`, `x axis 2 = 224`. */
  DYNAMIC_DIMS_DEFAULTED: { dimensions: readonly string[]; flags: readonly string[] };
  /** `inputs` as name and value: `num_steps = 1`. */
  AMOUNT_MADE_UP: { inputs: readonly string[]; flags: readonly string[] };
  /** `copies`: nodes that carry tensors from one provider to another. */
  PLACEMENT_PARTIAL: {
    provider: string;
    nodesElsewhere: number;
    nodes: number;
    copies: number;
    /** Nobody saw it: the runtime says that it means to. */
    isPlanned?: boolean;
  };
  /** `wasLookedFor`: somebody could have seen it. `isPlanned`: the runtime means to run some of the model there. */
  UNIT_NOT_SEEN: { unit: string; wasLookedFor: boolean; isPlanned: boolean };
  /** `wasSeen`: it ran some of the model. */
  PLACEMENT_UNKNOWN: { unit: string; wasSeen: boolean; reason: string };
  /** `broken` as provider and reason. */
  PROVIDER_PASSED_OVER: { unit: string; provider: string; broken: string };
  SOFTWARE_ADAPTER: { unit: string; devices: readonly string[] };
  /** `outputs` as name and difference: `y (0.022)`. */
  OUTPUTS_DRIFT: { unit: string; outputs: readonly string[]; rtol: number };
  DRIFT_UNKNOWN: { unit: string; reason: string };
  NO_PROFILER: { engine: string };
  OUTPUTS_NOT_FETCHED: { outputs: readonly string[] };
  /** `outputs` as name and reason: `y (the engine did not return it)`. */
  OUTPUTS_NOT_COMPARED: { outputs: readonly string[] };
  MODEL_COPIED: { mb: number };
  SUBNORMAL_WEIGHTS: { percent: number };
  RUNTIME_API_FALLBACK: { reason: string };
  SANDBOX_INCOMPLETE: { missing: readonly string[]; reason: string };
  STORED_BASELINE: Record<string, never>;
  UNLIKE_CONDITIONS: { differences: readonly string[] };
}

type ReportPhase = 'load' | 'inference';
export type WarningCode = keyof WarningFacts;

const messages: { readonly [Code in WarningCode]: (facts: WarningFacts[Code]) => string } = {
  FEW_RUNS: ({ runs }) =>
    `${runs} ${runs === 1 ? 'run says' : 'runs say'} too little for a confidence interval of the median. Use --runs 6 or more (29 for p90, 59 for p95, 299 for p99).`,
  SLOW_FIRST_RUN: ({ firstMs, medianMs }) =>
    `The first measured run took ${digits(firstMs / medianMs)} times the median: the warm-up was too short. Raise --warmup.`,
  DRIFT: ({ changePercent, cpuPressurePercent }) => {
    const change = `The last third of the runs was ${digits(Math.abs(changePercent))} % ${changePercent > 0 ? 'slower' : 'faster'} than the first`;
    if (cpuPressurePercent !== undefined)
      return `${change}: threads waited for a CPU in ${digits(cpuPressurePercent)} % of the time, so that other programs are the likelier cause. Close them.`;
    return changePercent > 0
      ? `${change}: heat or other load slowed the machine down. Let it cool and close other programs.`
      : `${change}: the warm-up was too short. Raise --warmup.`;
  },
  OUTLIERS: ({ outliers, runs }) =>
    `${outliers} of ${runs} runs ${outliers === 1 ? 'lies' : 'lie'} far from the median (more than 14.8 MAD); none is dropped. Close other programs, and trust the median rather than the mean.`,
  BIMODAL: ({ lowerMs, upperMs, upperPercent }) =>
    `The runs fall into two groups, around ${digits(lowerMs)} ms and ${digits(upperMs)} ms (${digits(upperPercent)} % of them), so that the median stands for one only. Look at the histogram; fix the clock speed and --intra-op-threads.`,
  NEAR_FLOOR: ({ medianUs, floorMedianUs }) =>
    `The median of ${digits(medianUs)} µs is less than 20 times the ${digits(floorMedianUs)} µs that a model takes which does nothing, with inputs and outputs as large: much of it is the cost of a call. Give the model more to do (--dim, --shape).`,
  GC_IN_PHASE: ({ phase, count, ms, percent }) =>
    `${count} ${count === 1 ? 'collection' : 'collections'} of the JavaScript heap took ${digits(ms)} ms, ${digits(percent)} % of ${phase}, which is no work of the model's. Trust the median rather than the mean, and call the runtime by --runtime-api native, which leaves least to collect.`,
  NO_FLOOR: ({ reason }) =>
    `A model that does nothing could not be measured, so that the cost of a call is not known: ${reason} Trust runs of a few microseconds only as far as you know it.`,
  NOT_COLD: ({ warm, loads, reason }) =>
    `${warm} of ${loads} loads found the model's files in the page cache, though they were to come from the disk. ${reason} Put the model on a disk, and end whatever else uses it.`,
  HIGH_LOAD: ({ loadAverage, cores }) =>
    `The load average was ${digits(loadAverage)} on ${cores} cores: other programs computed beside the benchmark. Close them.`,
  CPU_QUOTA: ({ quotaCores, cores }) =>
    `The container may use ${digits(quotaCores)} of ${cores} cores, and runs pause when that is spent. Raise its CPU limit or lower --intra-op-threads.`,
  CPU_QUOTA_THROTTLED: ({ phase, throttledPeriods, throttledMs }) =>
    `The CPU quota was spent in ${throttledPeriods} of its periods during ${phase}: threads were stopped for ${digits(throttledMs)} ms, added up over the cores. Raise the limit (docker --cpus, Kubernetes limits.cpu, systemd CPUQuota=), or lower --intra-op-threads to what it allows.`,
  CPU_THROTTLED: ({ events }) =>
    `Heat or power limits throttled the CPU ${events === 1 ? 'once' : `${events} times`}. Let it cool, or measure for a shorter time.`,
  THERMAL_PRESSURE: ({ state }) =>
    `macOS judges the machine's heat as ${state} and takes speed away. Let it cool, or measure for a shorter time.`,
  LOW_POWER_MODE: () =>
    'macOS is in its low power mode, which lowers clock speeds. Switch it off (System Settings, Battery).',
  BATTERY_POWER: () => 'The machine runs on battery, which lowers clock speeds. Plug it in.',
  GOVERNOR_NOT_PERFORMANCE: ({ governor }) =>
    `The CPU frequency governor is ${governor}, so that the clock speed follows the load. Set it to performance (cpupower frequency-set -g performance).`,
  STEAL: ({ phase, percent }) =>
    `The hypervisor gave ${digits(percent)} % of the CPU time to others during ${phase}. Measure on a dedicated machine.`,
  CPU_PRESSURE: ({ phases }) =>
    `Threads waited for a CPU in ${phases.map(({ phase, percent }) => `${digits(percent)} % of the time during ${phase}`).join(' and ')}. Close other programs or lower --intra-op-threads.`,
  MEMORY_PRESSURE: ({ phase, percent }) =>
    `Threads waited for memory in ${digits(percent)} % of the time during ${phase}. Close other programs or use a machine with more memory.`,
  INVOLUNTARY_SWITCHES: ({ phase, switches, runs }) =>
    `The system took the CPU from the benchmark ${switches} times in ${runs} runs of ${phase}. Close other programs or lower --intra-op-threads.`,
  SHAPES_SEARCHED: ({ sizes, values }) => {
    const found = [
      ...(sizes.length === 0
        ? []
        : [`these sizes were found by trying: ${sizes.join(', ')} (give yours with --shape or --dim)`]),
      ...(values.length === 0
        ? []
        : [`these values were found by trying: ${values.join(', ')} (give yours with --value or --input)`]),
    ];
    return `The model refused the inputs that were made up first, and ${found.join('; ')}.`;
  },
  DYNAMIC_DIMS_DEFAULTED: ({ dimensions, flags }) =>
    `The model leaves these sizes open, and nobody gave them: ${dimensions.join(', ')}. Give yours with ${flags.join(' ')}`,
  AMOUNT_MADE_UP: ({ inputs, flags }) =>
    `How much the model does depends on values that nobody gave: ${inputs.join(', ')}. Give yours with ${flags.join(' ')}`,
  PLACEMENT_PARTIAL: ({ provider, nodesElsewhere, nodes, copies, isPlanned = false }) =>
    `${nodesElsewhere} of ${nodes} nodes ${isPlanned ? 'are planned to run' : 'ran'} elsewhere than on ${provider}${copies === 0 ? '' : `, and ${copies} carry tensors to and fro`}. Look at the placement, or refuse with --placement strict.`,
  UNIT_NOT_SEEN: ({ unit, wasLookedFor, isPlanned }) => {
    const plan = isPlanned
      ? 'The runtime plans to run the model there'
      : 'The runtime does not plan to run any of the model there';
    return wasLookedFor
      ? `Nothing shows that ${unit} ran any of the model: it was looked at while the model ran, and did nothing. ${isPlanned ? `${plan}, but it` : 'It'} may have run on the CPU alone. Do not take the times for that unit's, or refuse them with --placement strict.`
      : `Whether ${unit} ran any of the model was not seen, because nothing here shows it. ${plan}; a plan is no proof. Trust the times only as far as that, or refuse them with --placement strict.`;
  },
  PLACEMENT_UNKNOWN: ({ unit, wasSeen, reason }) =>
    `${wasSeen ? `${unit} ran some of the model, and how much` : `Whether ${unit} ran any of the model`} is not known: ${reason.replace(/\.$/, '')}. Trust the times only as far as you trust it to run where it was asked to.`,
  PROVIDER_PASSED_OVER: ({ unit, provider, broken }) =>
    `${unit} ran by ${provider}, because what goes before it is here and does not run. ${broken.replace(/\.?$/, '.')} Mend that, or ask for the unit of one provider, so that figures of two are not taken for those of one.`,
  SOFTWARE_ADAPTER: ({ unit, devices }) =>
    `${unit} ran on ${devices.join(', ')}, which computes on the CPU: the times say nothing of a GPU.`,
  OUTPUTS_DRIFT: ({ unit, outputs, rtol }) =>
    `What ${unit} gives differs from what the CPU gives for the same inputs by more than ${rtol} of the largest value: ${outputs.join(', ')}. It may compute with less precision, or wrongly: look whether the answers are still good enough before you take it for faster.`,
  DRIFT_UNKNOWN: ({ unit, reason }) =>
    `Whether ${unit} gives what the CPU gives is not known: ${reason.replace(/\.$/, '')}. Do not take it for faster until you have looked (--expect).`,
  NO_PROFILER: ({ engine }) =>
    `The engine ${engine} has no profiler: on what the nodes of the model ran, and how long each took, is not known. Trust the times only as far as you trust it to run where it was asked to.`,
  OUTPUTS_NOT_FETCHED: ({ outputs }) =>
    `The engine computes these outputs and cannot return them, so that no time is spent on fetching them: ${outputs.join(', ')}. ONNX Runtime's C API (--runtime-api native) returns them.`,
  OUTPUTS_NOT_COMPARED: ({ outputs }) =>
    `Some outputs were not compared with the expected ones, so that nothing is known of them: ${outputs.join('; ')}. ONNX Runtime's C API (--runtime-api native) returns all but sparse tensors.`,
  MODEL_COPIED: ({ mb }) =>
    `The model's files, ${digits(mb)} MB, were copied into a folder of their own: the engine follows no link out of a model's folder, and there is no bubblewrap here to show it what the links lead to. Install bubblewrap, or put the files beside each other.`,
  SUBNORMAL_WEIGHTS: ({ percent }) =>
    `${digits(percent)} % of the model's weights are subnormal: so near to 0 that CPUs may compute with them tens of times slower. See what they cost by --session-option session.set_denormal_as_zero=1, and set them to 0 in the model.`,
  RUNTIME_API_FALLBACK: ({ reason }) =>
    `The runtime was called through onnxruntime-node, which copies every output, so that the times are not comparable with those of other machines. ${reason}. Mend that, or ask for --runtime-api node everywhere.`,
  SANDBOX_INCOMPLETE: ({ missing, reason }) =>
    `The model ran with less of a sandbox than there can be; missing: ${missing.join(', ')}. ${reason} Run only models that you trust, or refuse with --sandbox strict.`,
  STORED_BASELINE: () =>
    'The baseline is one report from before: whatever the machine did in between counts as a change. Compare by --vs, which runs both in turn.',
  UNLIKE_CONDITIONS: ({ differences }) =>
    `The baseline was measured under other conditions: ${differences.join('; ')}. Measure it again here.`,
};

/** @returns the warning as reports carry it */
export function warning<Code extends WarningCode>(code: Code, facts: WarningFacts[Code]): Warning {
  return { code, message: messages[code](facts) };
}

/** Three significant digits, as many as a warning needs. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

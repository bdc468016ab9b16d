/** `dumont-runner --vs …`: a model against another, itself or a report from before. */
import {
  DumontError,
  errorCatalogue,
  parseComputeUnit,
  VERDICT_EXIT_CODES,
  type BenchmarkReport,
  type ComparisonReport,
} from '@dumont/protocol';
import { compareWithStoredReport } from '../../../compare/compare-with-stored.ts';
import { launchComparison } from '../../../compare/launch-comparison.ts';
import type { ComparisonEvent, ComparisonOptions } from '../../../compare/paired-request.ts';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import { withOptions, withProviderOptions, type ComparisonSettings } from './comparison-settings.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import { checkPaths } from './check-paths.ts';
import { chooseUnits, plainUnits } from './choose-units.ts';
import { logEvent } from '../../output/log-event.ts';
import { publishComparison } from '../../output/publish-comparison.ts';
import { checkOutputs } from '../../output/output-files.ts';
import type { PreparedModel } from './prepare-model.ts';
import { readStoredReport } from '../../args/read-reports.ts';
import { usageErrorOf } from './usage-error.ts';
import { remember } from '../../output/user-history.ts';
import { checkEngine, prepareShown } from './measure-models.ts';
import { requestFor } from './request-for.ts';
import type { Surroundings } from '../../output/surroundings.ts';

/**
 * @returns the exit code: 0 pass, 20 regressed, 21 inconclusive, or that of what failed
 * @throws DumontError before anything runs, or where a model cannot be had; the signal's reason where it was aborted
 */
export async function measureComparison(
  settings: BenchmarkSettings,
  comparison: ComparisonSettings,
  surroundings: Surroundings,
): Promise<number> {
  checkEngine(settings);
  await checkPaths(settings);
  const targets = await checkOutputs(settings.outputs, surroundings);
  const report = await withModels(settings, comparison, surroundings, (candidate, baseline) =>
    compare(settings, comparison, surroundings, { candidate, baseline }),
  );
  const usage = usageErrorOf(report.error);
  if (usage !== null) throw usage;
  const published = await publishComparison(report, settings.format, targets, surroundings);
  await remember(report, settings, surroundings);
  if (report.error !== null) return report.error.exitCode;
  return published ? VERDICT_EXIT_CODES[report.verdict] : errorCatalogue.OUTPUT_FAILED.exitCode;
}

type Model = PreparedModel['model'];

async function withModels(
  settings: BenchmarkSettings,
  comparison: ComparisonSettings,
  surroundings: Surroundings,
  use: (candidate: Model, baseline: Model) => Promise<ComparisonReport>,
): Promise<ComparisonReport> {
  const [source] = settings.models;
  if (source === undefined) throw new TypeError('no model: the settings have one');
  const candidate = await prepareShown(source, settings, surroundings, performance.now());
  try {
    if (comparison.kind !== 'paired' || comparison.model === null)
      return await use(candidate.model, candidate.model);
    const baseline = await prepareShown(comparison.model, settings, surroundings, performance.now());
    try {
      return await use(candidate.model, baseline.model);
    } finally {
      await baseline.dispose();
    }
  } finally {
    await candidate.dispose();
  }
}

async function compare(
  settings: BenchmarkSettings,
  comparison: ComparisonSettings,
  surroundings: Surroundings,
  models: { candidate: Model; baseline: Model },
): Promise<ComparisonReport> {
  try {
    if (comparison.kind === 'stored')
      return await compareStored(settings, comparison, surroundings, models.candidate);
    const [unit] = await chooseUnits(settings, models.candidate.format, surroundings);
    const candidate: BenchmarkRequest = { ...requestFor(unit, settings), model: models.candidate };
    const { limits, effort, kind } = comparison;
    const options = comparisonOptions(surroundings);
    if (kind === 'self-test')
      return await launchComparison({ kind, baseline: candidate, candidate, limits, effort }, options);
    const { onnxruntime = settings.onnxruntime } = comparison;
    const other = requestFor(comparison.computeUnit ?? unit, { ...settings, onnxruntime });
    const session = withOptions(other.session, comparison.session);
    const provider = withProviderOptions(other.provider ?? {}, comparison.provider);
    if (Object.keys(comparison.provider).length > 0) refuseNoProvider(other);
    const baseline = {
      ...{ ...other, session, model: models.baseline },
      ...(other.provider === undefined ? {} : { provider }),
    };
    return await launchComparison({ kind, baseline, candidate, limits, effort }, options);
  } finally {
    surroundings.progress.end();
  }
}

function refuseNoProvider({
  provider,
  computeUnit,
}: Pick<BenchmarkRequest, 'provider' | 'computeUnit'>): void {
  if (provider !== undefined) return;
  throw new DumontError(
    'USAGE',
    `--vs-option provider-option and device are for an execution provider of ONNX Runtime's other than the CPU's, and the baseline runs on ${computeUnit}: name a unit by --compute-unit`,
  );
}

async function compareStored(
  settings: BenchmarkSettings,
  { reportPath, limits, effort, allowDifferent }: Extract<ComparisonSettings, { kind: 'stored' }>,
  surroundings: Surroundings,
  model: Model,
): Promise<ComparisonReport> {
  const baseline = await readStoredReport(reportPath);
  const [unit] = plainUnits(withUnitOf(baseline, settings), model.format);
  const candidate: BenchmarkRequest = { ...requestFor(unit, settings), model };
  const request = { baseline, candidate, limits, effort, allowDifferent };
  return compareWithStoredReport(request, comparisonOptions(surroundings));
}

/** Where nobody names a unit it is the baseline's, whatever better one this machine has. */
function withUnitOf({ engine }: BenchmarkReport, settings: BenchmarkSettings): BenchmarkSettings {
  const unit = parseComputeUnit(engine.computeUnit);
  if (unit === undefined || settings.computeUnits.length > 0) return settings;
  return { ...settings, computeUnits: [unit] };
}

function comparisonOptions({ signal, progress, log }: Surroundings): ComparisonOptions {
  return {
    signal,
    // The first time limit counts from the start of the program, as its user does.
    spentMs: performance.now(),
    onEvent: (event) => {
      logEvent(log, event);
      if (event.type === 'pair') progress.begin(describePair(event));
      else progress.onEvent(event);
    },
  };
}

function describePair({ pair, maxPairs, side }: Extract<ComparisonEvent, { type: 'pair' }>): string {
  if (pair === 0) return `${side}, rehearsal`;
  return `pair ${pair}${maxPairs === null ? '' : `/${maxPairs}`}, ${side}`;
}

/** The benchmarks that one command asks for: every model on every unit, one after another, each result kept as soon as it exists. */
import { manifestsFor } from '@dumont/engines/manifests';
import { basename } from 'node:path';
import { DumontError, errorCatalogue, type BenchmarkReport, type ReportError } from '@dumont/protocol';
import { withDeadline } from '../../../host/deadline.ts';
import { downloadOverdue } from '../../../models/download/limits.ts';
import { launchBenchmark } from '../../../benchmark/launch/launch-benchmark.ts';
import { launchSustained } from '../../../benchmark/launch/launch-sustained.ts';
import type { BenchmarkRequest, LaunchOptions } from '../../../benchmark/launch/benchmark-request.ts';
import type { ModelSource } from '../../args/settings/subject.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import { checkPaths } from './check-paths.ts';
import { chooseUnits, plainUnits } from './choose-units.ts';
import { createFailedReport } from './failed-report.ts';
import { checkOutputs } from '../../output/output-files.ts';
import { logEvent } from '../../output/log-event.ts';
import { Publisher } from '../../output/report-publisher.ts';
import { prepareModel, type PreparedModel } from './prepare-model.ts';
import { requestFor } from './request-for.ts';
import { usageErrorOf } from './usage-error.ts';
import { remember } from '../../output/user-history.ts';
import type { Surroundings } from '../../output/surroundings.ts';

/** @returns the exit code @throws DumontError USAGE, INPUT_INVALID, OUTPUT_FAILED before anything runs; the signal's reason where it was aborted */
export async function measureModels(
  settings: BenchmarkSettings,
  surroundings: Surroundings,
): Promise<number> {
  checkEngine(settings);
  await checkPaths(settings);
  const targets = await checkOutputs(settings.outputs, surroundings);
  const { stdout, log, width, paint, github } = surroundings;
  const planned = settings.models.length * Math.max(1, settings.computeUnits.length);
  const { format } = settings;
  const publisher = new Publisher({
    format,
    context: { planned, width, paint },
    stdout,
    targets,
    log,
    github,
  });
  // The first time limit counts from the start of the program, as its user does.
  let spentMs = performance.now();
  for (const source of settings.models) {
    for await (const report of benchmarkModel(source, settings, surroundings, spentMs)) {
      await refuseUsage(report.error, publisher);
      await publisher.publish(report);
      await remember(report, settings, surroundings);
    }
    spentMs = 0;
  }
  await publisher.finish();
  return chooseExitCode(publisher.reports, publisher.failed);
}

/** Wrong use is no result: it is said by itself, after the results that there are. @throws DumontError USAGE, INPUT_INVALID */
async function refuseUsage(error: ReportError | null, publisher: Publisher): Promise<void> {
  const usage = usageErrorOf(error);
  if (usage === null) return;
  if (publisher.reports.length > 0) await publisher.finish();
  throw usage;
}

async function* benchmarkModel(
  source: ModelSource,
  settings: BenchmarkSettings,
  surroundings: Surroundings,
  spentMs: number,
): AsyncGenerator<BenchmarkReport> {
  const startMs = performance.now() - spentMs;
  const prepared = await prepareOrExplain(source, settings, surroundings, spentMs);
  if (prepared instanceof DumontError) {
    for (const unit of plainUnits(settings, 'onnx')) {
      yield await createFailedReport(source, requestFor(unit, settings), prepared);
    }
    return;
  }
  const preparedMs = performance.now() - startMs;
  try {
    for (const unit of await chooseUnits(settings, prepared.model.format, surroundings)) {
      const request = { ...requestFor(unit, settings), model: prepared.model };
      yield await launchShown(request, settings, surroundings, preparedMs);
    }
  } finally {
    await prepared.dispose();
  }
}

async function prepareOrExplain(
  source: ModelSource,
  settings: BenchmarkSettings,
  surroundings: Surroundings,
  spentMs: number,
): Promise<PreparedModel | DumontError> {
  try {
    return await prepareShown(source, settings, surroundings, spentMs);
  } catch (error) {
    surroundings.signal.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    surroundings.log.debug({ err: error }, 'the model could not be prepared');
    return error;
  }
}

/** With progress on the terminal, within the time limit. @throws as prepareModel does; DumontError DEADLINE_EXCEEDED */
export async function prepareShown(
  source: ModelSource,
  { addressPolicy: policy, dataFolders, measurement: { timeoutMs } }: BenchmarkSettings,
  { signal: outer, progress }: Surroundings,
  spentMs: number,
): Promise<PreparedModel> {
  progress.begin(nameOf(source));
  const limit = { ms: Math.max(0, timeoutMs - spentMs), overdue: downloadOverdue(timeoutMs), outer };
  try {
    return await withDeadline(limit, (signal) =>
      prepareModel(source, { signal, policy, onProgress: progress.onDownload }, dataFolders),
    );
  } finally {
    progress.end();
  }
}

async function launchShown(
  request: BenchmarkRequest,
  { sustainMs }: BenchmarkSettings,
  { signal, progress, log }: Surroundings,
  spentMs: number,
): Promise<BenchmarkReport> {
  const model = basename(request.model.path);
  log.info({ model, computeUnit: request.computeUnit }, `benchmark on ${request.computeUnit}`);
  progress.begin(`${model} on ${request.computeUnit}`);
  try {
    const options: LaunchOptions = {
      signal,
      spentMs,
      onEvent: (event) => {
        logEvent(log, event);
        progress.onEvent(event);
      },
    };
    return sustainMs === null
      ? await launchBenchmark(request, options)
      : await launchSustained(request, sustainMs, options);
  } finally {
    progress.end();
  }
}

/** What is wrong with an engine's manifest is said before anything is downloaded. @throws DumontError USAGE */
export function checkEngine({ enginePackage }: BenchmarkSettings): void {
  manifestsFor(enginePackage, process.cwd());
}

function nameOf({ kind, location }: ModelSource): string {
  return basename(kind === 'url' ? new URL(location).pathname : location);
}

/**
 * @param outputFailed whether a result could not be written where asked
 * @returns 0 when all are complete and written; else the code of the first failure, since later ones often follow from it
 */
export function chooseExitCode(
  reports: readonly Pick<BenchmarkReport, 'error'>[],
  outputFailed: boolean,
): number {
  const [failure] = reports.flatMap((report) => report.error ?? []);
  if (failure !== undefined) return failure.exitCode;
  return outputFailed ? errorCatalogue.OUTPUT_FAILED.exitCode : 0;
}

/** From a request to the report of its benchmark, which runs in isolated processes. */
import type { BenchmarkReport } from '@dumont/protocol';
import { nullIfMissing } from '@dumont/runner/host';
import { type BenchmarkRequest } from '@dumont/runner';
import { stat } from 'node:fs/promises';
import type { ModelFile } from './acquire-model.ts';
import { MachineFault } from './give-back.ts';
import type { RecordContext } from './job-context.ts';
import { withoutPaths } from './without-paths.ts';

/** @throws MachineFault where it is this machine that is to blame; the signal's reason where it was aborted */
export async function runBenchmark(
  request: BenchmarkRequest,
  model: ModelFile,
  { launch, ownFolders, health, log }: RecordContext,
  signal: AbortSignal,
): Promise<BenchmarkReport> {
  log.info({ computeUnit: request.computeUnit, runs: request.stop.runs }, 'benchmark started');
  const report = await launch(request, {
    signal,
    spentMs: model.acquireMs,
    onEvent: (event) => {
      log.debug(event, event.type);
    },
  });
  if (report.error?.code === 'MODEL_NOT_FOUND' && model.standsAlone === true) await blameCache(model.path);
  if (report.error?.code === 'SANDBOX_UNAVAILABLE') await blameSandbox(health);
  const renamed = { ...report, model: { ...report.model, fileName: model.fileName } };
  if (report.error === null) return renamed;
  const message = withoutPaths(report.error.message, { model, folders: ownFolders });
  return { ...renamed, error: { ...report.error, message } };
}

/** It was there when it was acquired. */
async function blameCache(file: string): Promise<void> {
  if ((await nullIfMissing(stat(file))) !== null) return;
  throw new MachineFault('models', 'a model has vanished from the cache in the middle of its job');
}

/** That a wall is open may be but the word of a job that wants its workers to stop. */
async function blameSandbox(health: RecordContext['health']): Promise<void> {
  const reason = await health.prove('sandbox');
  if (reason !== null) throw new MachineFault('sandbox', reason);
}

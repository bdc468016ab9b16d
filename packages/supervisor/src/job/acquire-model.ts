/** From what a job asks for to its model's file, within the job's time limit. */
import type { JobSpec } from '@dumont/protocol/sark';
import { downloadOverdue } from '@dumont/runner/models';
import { withDeadline } from '@dumont/runner/host';
import type { Logger } from 'pino';
import { namedUnit } from '../device/units.ts';
import type { JobContext, StoredModel } from './job-context.ts';

export interface ModelFile extends StoredModel {
  /** How much of the job's time it has taken. */
  readonly acquireMs: number;
}

/** @throws DumontError; the signal's reason where it was aborted */
export async function acquireModel(
  spec: JobSpec,
  { models, units, settings, log }: Pick<JobContext, 'models' | 'units' | 'settings' | 'log'>,
  signal: AbortSignal,
): Promise<ModelFile> {
  // First: a unit that is not there needs no model.
  if (spec.computeUnit !== null) namedUnit(spec.computeUnit, units);
  const startMs = performance.now();
  const ms = spec.timeoutMs ?? settings.timeoutMs;
  const model = await withDeadline({ ms, overdue: downloadOverdue(ms), outer: signal }, (within) =>
    models.acquire(
      { url: spec.modelUrl, sha256: spec.modelSha256 },
      { signal: within, onProgress: logProgress(log) },
    ),
  );
  return { ...model, acquireMs: performance.now() - startMs };
}

/** A line for every tenth of a model, so that a large one does not look stuck. */
function logProgress(log: Logger): (receivedBytes: number, totalBytes: number | null) => void {
  let told = 0;
  return (receivedBytes, totalBytes) => {
    const tenth = totalBytes === null ? 0 : Math.floor((receivedBytes / totalBytes) * 10);
    if (tenth <= told) return;
    told = tenth;
    log.info({ receivedBytes, totalBytes }, `model: ${tenth * 10} % downloaded`);
  };
}

/** The report of a benchmark that ended before it could be launched. */
import { resolve } from 'node:path';
import { formatOfName, type BenchmarkReport, type DumontError } from '@dumont/protocol';
import { readDevice } from '../../../benchmark/device/inventory.ts';
import { redactUrl } from '../../../models/download/model-url.ts';
import { startEnvironment } from '../../../benchmark/environment/environment.ts';
import { assembleReport } from '../../../benchmark/launch/assemble-report.ts';
import { toReportError } from '../../../benchmark/launch/task-errors.ts';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import { noStages } from '../../../benchmark/launch/stages.ts';
import { noSandbox } from '../../../benchmark/sandbox/plan.ts';
import { DEFAULT_SANDBOX } from '../../../benchmark/sandbox/settings.ts';
import type { ModelSource } from '../../args/settings/subject.ts';

/** @param request what would have been launched */
export async function createFailedReport(
  source: ModelSource,
  request: Omit<BenchmarkRequest, 'model'>,
  error: DumontError,
): Promise<BenchmarkReport> {
  const createdUtc = new Date().toISOString();
  const [device, recorder] = await Promise.all([readDevice(), startEnvironment()]);
  const environment = await recorder.finish({
    interference: { load: null, inference: null },
  });
  const url = source.kind === 'url' ? redactUrl(source.location) : undefined;
  const path = source.kind === 'url' ? '' : resolve(source.location);
  const format = formatOfName(url === undefined ? path : new URL(url).pathname) ?? null;
  const report = assembleReport(
    // A request needs some format; the report says that there is none.
    { ...request, model: { path, format: format ?? 'onnx', ...(url === undefined ? {} : { url }) } },
    {
      createdUtc,
      requestedProvider: 'none',
      passedOver: [],
      card: null,
      identity: null,
      librarySha256: null,
      stages: { ...noStages(), error: toReportError(error, null) },
      device,
      environment,
      sandbox: noSandbox((request.sandbox ?? DEFAULT_SANDBOX).mode),
    },
  );
  return { ...report, model: { ...report.model, format }, warnings: [] };
}

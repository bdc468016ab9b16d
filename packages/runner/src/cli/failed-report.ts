/** The report of a benchmark that ended before it could be launched. */
import { resolve } from 'node:path';
import type { BenchmarkReport, DumontError } from '@dumont/protocol';
import { readDevice } from '../device/inventory.ts';
import { formatOfName, redactUrl } from '../download/model-url.ts';
import { startEnvironment } from '../environment/environment.ts';
import { assembleReport } from '../launch/assemble-report.ts';
import { toReportError } from '../launch/conduct-task.ts';
import type { BenchmarkRequest } from '../launch/request.ts';
import { noStages } from '../launch/run-stages.ts';
import { noSandbox } from '../sandbox/no-sandbox.ts';
import { DEFAULT_SANDBOX } from '../sandbox/settings.ts';
import type { ModelSource } from './args/settings.ts';

/** @param request what would have been launched */
export async function createFailedReport(
  source: ModelSource,
  request: Omit<BenchmarkRequest, 'model'>,
  error: DumontError,
): Promise<BenchmarkReport> {
  const createdUtc = new Date().toISOString();
  const [device, recorder] = await Promise.all([readDevice(), startEnvironment()]);
  const environment = await recorder.finish({
    onnxruntime: null,
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
      identity: null,
      stages: { ...noStages(), error: toReportError(error, null) },
      device,
      environment,
      sandbox: noSandbox((request.sandbox ?? DEFAULT_SANDBOX).mode),
    },
  );
  return { ...report, model: { ...report.model, format }, warnings: [] };
}

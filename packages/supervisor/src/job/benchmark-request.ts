/** From a job and its model to what the runner is asked to do. */
import { isAccelerator } from '@dumont/protocol';
import type { JobSpec } from '@dumont/protocol/sark';
import { DEFAULT_REQUEST, engineFor, type BenchmarkRequest } from '@dumont/runner';
import { namedUnit, preferredUnit } from '../device/units.ts';
import type { ModelFile } from './acquire-model.ts';
import type { JobContext } from './job-context.ts';

/**
 * @param card null where there is no choice
 * @throws DumontError UNIT_UNAVAILABLE; USAGE where the engine's manifest is wrong
 */
export function toBenchmarkRequest(
  spec: JobSpec,
  model: ModelFile,
  context: Pick<JobContext, 'units' | 'enginePackage' | 'settings'> & { readonly card: string | null },
): BenchmarkRequest {
  const { units, enginePackage, settings, card } = context;
  const computeUnit =
    spec.computeUnit === null
      ? preferredUnit(model.format, units, enginePackage)
      : namedUnit(spec.computeUnit, units);
  // What runs is measured against it: a model may change between here and there. The job's own is that of what was sent, maybe an archive.
  const sha256 = model.sha256 ?? spec.modelSha256 ?? undefined;
  return {
    ...DEFAULT_REQUEST,
    // Not the address: it may carry a key.
    model: {
      path: model.path,
      format: model.format,
      standsAlone: model.standsAlone === true,
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    computeUnit,
    ...(card === null ? {} : { card }),
    engine: engineFor(computeUnit, enginePackage, process.cwd()),
    loads: settings.loads,
    stop: { ...DEFAULT_REQUEST.stop, runs: spec.runs },
    // What an accelerator does not run itself runs on the CPU: the result says so.
    placement: isAccelerator(computeUnit) ? 'report' : 'off',
    timeoutMs: spec.timeoutMs ?? settings.timeoutMs,
    memoryLimitBytes: settings.memoryLimitBytes,
    sandbox: settings.sandbox,
  };
}

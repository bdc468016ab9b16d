/** What every process of a benchmark has its engine open a model with. Pure. */
import type { ExecutionProvider, TaskOf } from '@dumont/protocol';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { softwareAdapterOf } from './find-provider.ts';

export function sessionOf(
  request: Pick<BenchmarkRequest, 'engine' | 'session' | 'provider' | 'computeUnit'>,
  provider: ExecutionProvider,
): Pick<TaskOf<'load'>, 'engine' | 'options'> {
  return {
    engine: request.engine,
    options: {
      ...request.session,
      ...request.provider,
      unit: request.computeUnit,
      provider,
      ...softwareAdapterOf(provider, process.platform),
    },
  };
}

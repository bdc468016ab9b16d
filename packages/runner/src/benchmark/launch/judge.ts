/** Whether a benchmark that ran to its end did what was asked of it. Pure. */
import { DumontError, type ReportError } from '@dumont/protocol';
import { toReportError } from './conduct-task.ts';
import type { BenchmarkRequest } from './request.ts';
import type { Stages } from './run-stages.ts';

/** @returns the error that fails the benchmark, or null */
export function judge(
  request: Pick<BenchmarkRequest, 'computeUnit' | 'placement'>,
  { measured, profiled }: Pick<Stages, 'measured' | 'profiled'>,
): ReportError | null {
  const mismatched = measured?.expectation?.outputs.filter((output) => !output.matched) ?? [];
  if (mismatched.length > 0) {
    const details = mismatched.map((output) => `${output.name} (${output.detail})`).join('; ');
    return toReportError(
      new DumontError('OUTPUT_MISMATCH', `Outputs differ from the expected ones: ${details}.`),
      null,
    );
  }
  const placement = profiled?.profile?.placement;
  if (placement?.verdict === 'fallback') {
    return toReportError(
      new DumontError(
        'UNIT_UNAVAILABLE',
        `${request.computeUnit} ran no part of the model: all of it ran elsewhere, so the times are not that unit's.`,
      ),
      null,
    );
  }
  if (request.placement === 'strict' && placement !== undefined && placement.verdict !== 'full') {
    const nodes = Object.entries(placement.nodes).map(([provider, count]) => `${count} on ${provider}`);
    return toReportError(
      new DumontError(
        'UNIT_UNAVAILABLE',
        `${request.computeUnit} does not run the whole model (nodes: ${nodes.join(', ')}), and --placement=strict asks for that.`,
      ),
      null,
    );
  }
  return null;
}

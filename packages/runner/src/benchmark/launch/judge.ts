/** Whether a benchmark that ran to its end did what was asked of it. Pure. */
import { DumontError, type ErrorCode, type Expectation, type ReportError } from '@dumont/protocol';
import { toReportError } from './task-errors.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';
import type { Stages } from './stages.ts';
import type { TaskOutcome } from './task-outcome.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'placement'>;

/** @returns the error that fails the benchmark, or null */
export function judge(
  request: Asked,
  { measured, profiled }: Pick<Stages, 'measured' | 'profiled'>,
): ReportError | null {
  return judgeOutputs(measured) ?? judgePlacement(request, profiled) ?? judgeEngine(request, measured);
}

function judgeOutputs(measured: TaskOutcome | null): ReportError | null {
  const outputs = measured?.expectation?.outputs ?? [];
  const mismatched = outputs.filter(({ matched }) => matched === false);
  if (mismatched.length > 0)
    return failure(
      'OUTPUT_MISMATCH',
      `Outputs differ from the expected ones: ${describeOutputs(mismatched)}.`,
    );
  // A warning tells of some: of all, nothing that was asked for was done.
  if (outputs.length === 0 || outputs.some(({ matched }) => matched !== null)) return null;
  return failure(
    'OUTPUT_MISMATCH',
    `No output could be compared with the expected one: ${describeOutputs(outputs)}.`,
  );
}

function describeOutputs(outputs: Expectation['outputs']): string {
  return outputs.map(({ name, detail }) => `${name} (${detail})`).join('; ');
}

function judgePlacement(
  { computeUnit, placement: asked }: Asked,
  profiled: TaskOutcome | null,
): ReportError | null {
  const placement = profiled?.profile?.placement;
  if (placement === undefined || placement.verdict === 'full') return null;
  if (placement.verdict === 'fallback') {
    const words = `${computeUnit} ran no part of the model: all of it ran elsewhere, so the times are not that unit's.`;
    return failure('UNIT_UNAVAILABLE', words);
  }
  if (asked !== 'strict') return null;
  const nodes = Object.entries(placement.nodes).map(([provider, count]) => `${count} on ${provider}`);
  return failure(
    'UNIT_UNAVAILABLE',
    `${computeUnit} does not run the whole model (nodes: ${nodes.join(', ')}), and --placement=strict asks for that.`,
  );
}

/** An engine without a profiler cannot tell what strict placement asks for. */
function judgeEngine({ computeUnit, placement }: Asked, measured: TaskOutcome | null): ReportError | null {
  const engine = measured?.engine ?? null;
  if (placement !== 'strict' || engine === null || engine.hasProfiler) return null;
  return failure(
    'UNIT_UNAVAILABLE',
    `The engine ${engine.name} has no profiler: whether ${computeUnit} runs the whole model cannot be told, and ` +
      '--placement=strict asks for that.',
  );
}

function failure(code: ErrorCode, message: string): ReportError {
  return toReportError(new DumontError(code, message), null);
}

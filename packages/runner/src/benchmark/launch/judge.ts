/** Whether a benchmark that ran to its end did what was asked of it. Pure. */
import {
  DumontError,
  type AnyUnit,
  type ErrorCode,
  type Expectation,
  type Placement,
  type ReportError,
} from '@dumont/protocol';
import { toReportError } from './task-errors.ts';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { isSeen } from './judge-plan.ts';
import { placementOf } from './placement-of.ts';
import type { Stages } from './stages.ts';
import type { TaskOutcome } from './task-outcome.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'placement'>;

/** @returns the error that fails the benchmark, or null */
export function judge(
  request: Asked,
  stages: Pick<Stages, 'measured' | 'profiled' | 'planned' | 'notPlanned'>,
): ReportError | null {
  const placement = placementOf(request, stages);
  return (
    judgeOutputs(stages.measured) ??
    (placement === null ? judgeUnknown(request, stages) : judgePlacement(request, placement))
  );
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

function judgePlacement({ computeUnit, placement: asked }: Asked, placement: Placement): ReportError | null {
  // What was only planned, or looked at from outside, can be wrong: it takes nothing from whoever does not ask for certainty.
  if (placement.restsOn !== undefined) return asked === 'strict' ? judgePlan(computeUnit, placement) : null;
  if (placement.verdict === 'full') return null;
  if (placement.verdict === 'fallback') {
    const words = `${computeUnit} ran no part of the model: all of it ran elsewhere, so the times are not that unit's.`;
    return failure('UNIT_UNAVAILABLE', words);
  }
  if (asked !== 'strict') return null;
  return failure(
    'UNIT_UNAVAILABLE',
    `${computeUnit} does not run the whole model (nodes: ${listNodes(placement)}), ${STRICT}.`,
  );
}

const STRICT = 'and --placement=strict asks for that';

function judgePlan(unit: AnyUnit, placement: Placement): ReportError | null {
  const planned =
    Object.keys(placement.nodes).length === 0 ? '' : ` (planned nodes: ${listNodes(placement)})`;
  if (!isSeen(unit, placement)) {
    const words =
      placement.restsOn?.includes('evidence') === true ? 'was seen to run nothing' : 'was not seen to run';
    return failure(
      'UNIT_UNAVAILABLE',
      `${unit} ${words} of the model${planned}: it may have run on the CPU alone, and --placement=strict refuses that.`,
    );
  }
  if (placement.verdict === 'full') return null;
  const words =
    placement.verdict === 'unknown'
      ? 'ran some of the model, and how much nobody can tell'
      : 'does not run the whole model';
  return failure('UNIT_UNAVAILABLE', `${unit} ${words}${planned}; --placement=strict asks for all of it.`);
}

function listNodes({ nodes }: Placement): string {
  return Object.entries(nodes)
    .map(([provider, count]) => `${count} on ${provider}`)
    .join(', ');
}

/** An engine that has no profiler, and whose plan is not known, cannot tell what strict placement asks for. */
function judgeUnknown(
  { computeUnit, placement }: Asked,
  { measured, notPlanned }: Pick<Stages, 'measured' | 'notPlanned'>,
): ReportError | null {
  const engine = measured?.engine ?? null;
  if (placement !== 'strict' || engine === null || engine.hasProfiler) return null;
  const reason = notPlanned === null ? '' : `, and no plan is known (${notPlanned.replace(/\.$/, '')})`;
  return failure(
    'UNIT_UNAVAILABLE',
    `The engine ${engine.name} has no profiler${reason}: whether ${computeUnit} runs the whole model cannot be told, ${STRICT}.`,
  );
}

function failure(code: ErrorCode, message: string): ReportError {
  return toReportError(new DumontError(code, message), null);
}

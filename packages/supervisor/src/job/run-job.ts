/**
 * A job's way: id → claim → specification → model → request → report → record → outbox → published and acknowledged. The queues have made
 * a claim of the id; each further step is a file of its name.
 */
import type { BenchmarkReport, ComputeUnit } from '@dumont/protocol';
import { parseJob, type JobSpec, type ResultRecord } from '@dumont/protocol/sark';
import { namedUnit } from '../device/units.ts';
import type { Claim } from '../orchestrator/claim.ts';
import { acquireModel } from './acquire-model.ts';
import { toBenchmarkRequest } from './benchmark-request.ts';
import { fetchSpec } from './fetch-spec.ts';
import { giveBack } from './give-back.ts';
import type { JobContext, RecordContext } from './job-context.ts';
import { keepResult } from './keep-result.ts';
import { publishResult } from './publish-result.ts';
import { refusePoison } from './refuse-poison.ts';
import { toRecord, toRecordOfFailure } from './result-record.ts';
import { runBenchmark } from './run-benchmark.ts';

export type JobOutcome = ResultRecord['status'] | 'given-back';

/** @param signal ends the job at once: it is given back, or its result is kept for the next start */
export async function runJob(claim: Claim, context: JobContext, signal: AbortSignal): Promise<JobOutcome> {
  const { state } = context;
  state.jobStarted(claim.jobId);
  const record = await makeRecord(claim, context, signal)
    .catch((error: unknown) => giveBack(claim, error, context, signal))
    .finally(() => {
      state.jobCleaning(claim.jobId);
    });
  try {
    if (record === null) return 'given-back';
    const entry = await keepResult(record, claim, context);
    await publishResult(entry, claim, context, signal);
    return record.status;
  } finally {
    state.jobEnded(claim.jobId);
  }
}

/**
 * @returns the record, whether the job came to a result or failed
 * @throws MachineFault or GivenBack where the job is to be given back; the signal's reason where it was aborted
 */
export async function makeRecord(
  claim: Claim,
  context: RecordContext,
  signal: AbortSignal,
): Promise<ResultRecord> {
  const createdUtc = new Date().toISOString();
  let answer: unknown;
  try {
    answer = await fetchSpec(claim, context, signal);
    refusePoison(claim);
    const spec = parseJob(answer);
    const report = await inTurn(spec, context, signal);
    return toRecord(report, claim, spec, context);
  } catch (error) {
    signal.throwIfAborted();
    return toRecordOfFailure(error, { claim, answer, createdUtc }, context);
  }
}

/** Nothing is downloaded out of turn either: that would disturb what is measured meanwhile. */
async function inTurn(spec: JobSpec, context: RecordContext, signal: AbortSignal): Promise<BenchmarkReport> {
  const turn = await context.turns.take(unitOf(spec, context), signal);
  try {
    const model = await acquireModel(spec, context, signal);
    try {
      const request = toBenchmarkRequest(spec, model, { ...context, card: turn.card });
      return await runBenchmark(request, model, context, signal);
    } finally {
      await model.release();
    }
  } finally {
    turn.end();
  }
}

/** @returns null where the model's format decides @throws DumontError UNIT_UNAVAILABLE */
function unitOf({ computeUnit }: JobSpec, { units }: RecordContext): ComputeUnit | null {
  return computeUnit === null ? null : namedUnit(computeUnit, units);
}

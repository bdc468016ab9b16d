/** A job that nobody brings to an end has one all the same. Pure. */
import { DumontError } from '@dumont/protocol';
import type { Claim } from '../orchestrator/claim.ts';

/** A job whose worker died so often is most likely what killed it. */
export const MAX_ATTEMPTS = 3;
/** How often a job may be given back without having been tried: whatever goes round in a circle has an end. */
export const MAX_RETURNS = 20;

/** @throws DumontError RUNNER_CRASHED for a job that has been begun too often */
export function refusePoison({ attempt, returns }: Pick<Claim, 'attempt' | 'returns'>): void {
  if (attempt > MAX_ATTEMPTS) {
    const why = 'each time the worker that ran the job died, stopped answering or was found faulty';
    throw new DumontError('RUNNER_CRASHED', `Given up after ${MAX_ATTEMPTS} attempts: ${why}.`);
  }
  if (returns > MAX_RETURNS) {
    const message = `Given up: ${returns} times the worker that had the job gave it back before it had a result.`;
    throw new DumontError('RUNNER_CRASHED', message);
  }
}

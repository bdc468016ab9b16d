/** What came of an attempt, and what must come of it. */
import type { Attempt, Seen } from './attempt.ts';
import type { Conditions } from './surroundings.ts';

export interface Verdict extends Conditions {
  readonly attempt: Pick<Attempt, 'threat' | 'name' | 'withoutSandbox'>;
  /** null: not tried, for the reason given. */
  readonly succeeded: boolean | null;
  /** What became of it, in a few words. */
  readonly outcome: string;
  readonly report: Seen['report'];
  /** Whether the secret stands in anything that the host or its reports said, though it should be nowhere. */
  readonly secretTold: boolean;
}

/** Errors that say that nothing was tried at all. */
const NOT_TRIED = new Set(['USAGE', 'SANDBOX_UNAVAILABLE', 'UNIT_UNAVAILABLE', 'MODEL_NOT_FOUND']);

export function isAsExpected({ attempt, mode, succeeded, report, secretTold }: Verdict): boolean {
  if (succeeded === null) return true;
  if (NOT_TRIED.has(report?.error?.code ?? '')) return false;
  if (mode === 'strict') return !succeeded && !secretTold && (report?.sandbox.missing.length ?? 0) === 0;
  return attempt.withoutSandbox === 'either' || succeeded === (attempt.withoutSandbox === 'succeeds');
}

/** What must come of an attempt. */
import type { Verdict } from './run-attempts.ts';

/** Errors that say that nothing was tried at all. */
const NOT_TRIED = new Set(['USAGE', 'SANDBOX_UNAVAILABLE', 'UNIT_UNAVAILABLE', 'MODEL_NOT_FOUND']);

export function isAsExpected({ attempt, mode, succeeded, report, secretTold }: Verdict): boolean {
  if (succeeded === null) return true;
  if (NOT_TRIED.has(report?.error?.code ?? '')) return false;
  if (mode === 'strict') return !succeeded && !secretTold && (report?.sandbox.missing.length ?? 0) === 0;
  return attempt.withoutSandbox === 'either' || succeeded === (attempt.withoutSandbox === 'succeeds');
}

/** What came of an attempt, and what must come of it. */
import { isDeepStrictEqual } from 'node:util';
import type { BenchmarkReport } from '@dumont/protocol';
import type { Attempt, Seen } from './attempt.ts';
import type { Conditions } from './surroundings.ts';

export interface Verdict extends Conditions {
  readonly attempt: Pick<Attempt, 'threat' | 'name' | 'withoutSandbox' | 'exposes'>;
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
  if (mode === 'strict') return !succeeded && !secretTold && (report === null || isWhole(report, attempt));
  return attempt.withoutSandbox === 'either' || succeeded === (attempt.withoutSandbox === 'succeeds');
}

/** The sandbox lacked nothing, and let in what it was to let in. */
function isWhole({ sandbox }: BenchmarkReport, { exposes = [] }: Pick<Attempt, 'exposes'>): boolean {
  const holes = exposes.length === 0 ? [] : ['gpu-device-exposed'];
  return isDeepStrictEqual(sandbox.missing, holes) && isDeepStrictEqual(sandbox.exposed ?? [], [...exposes]);
}

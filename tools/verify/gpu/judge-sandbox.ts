/** What the sandbox lets in, and that without it nothing runs unseen elsewhere. Pure. */
import type { BenchmarkReport } from '@dumont/protocol';
import { fail, passIf, skipped, type Outcome } from '../check.ts';
import { time, whyItDidNotRun } from '../judge-report.ts';

/** The walls stand around the process; what is computed inside is the same work. */
const MOST_SLOWER = 1.5;
const UNIT_UNAVAILABLE = 11;
const INFERENCE_FAILED = 12;

/** @returns why there are no walls here, where that is why it failed, or null */
export function whyNoWalls({ error }: BenchmarkReport): string | null {
  return error?.code === 'SANDBOX_UNAVAILABLE' ? error.message : null;
}

/** @param isSoftware what computes on the CPU needs no device file */
export function judgeWalls(strict: BenchmarkReport, off: BenchmarkReport, isSoftware: boolean): Outcome {
  const none = whyNoWalls(strict);
  if (none !== null) return skipped(none);
  const why = whyItDidNotRun(strict) ?? whyItDidNotRun(off);
  const [inside, outside] = [strict.inference, off.inference];
  if (why !== null || inside === null || outside === null) return fail(why ?? 'a report has no inference');
  const exposed = strict.sandbox.exposed ?? [];
  const seen = `${strict.sandbox.layers.join(', ')}; let in: ${exposed.join(', ') || 'nothing'}; ${time(inside.ms.median)} inside, ${time(outside.ms.median)} outside`;
  const isWalled = strict.sandbox.layers.includes('bubblewrap');
  const isAsFast = inside.ms.median <= outside.ms.median * MOST_SLOWER;
  return passIf(isWalled && isAsFast && (isSoftware || exposed.length > 0), seen);
}

/** The CPU needs no card: it is not let in for it. */
export function judgeCpuInside(strict: BenchmarkReport): Outcome {
  const none = whyNoWalls(strict);
  if (none !== null) return skipped(none);
  const why = whyItDidNotRun(strict);
  if (why !== null) return fail(why);
  const exposed = strict.sandbox.exposed ?? [];
  return passIf(exposed.length === 0, `let in: ${exposed.join(', ') || 'nothing'}`);
}

/** Without the card's device files it must fail, and say so: a figure would be another unit's. */
export function judgeWithoutNodes({ status, error }: BenchmarkReport, exitCode: number): Outcome {
  if (status === 'complete') return fail('it ran all the same: on what?');
  const seen = `exit code ${exitCode}, ${error?.code ?? 'no code'}: ${error?.message ?? 'no reason given'}`;
  return passIf(exitCode === UNIT_UNAVAILABLE || exitCode === INFERENCE_FAILED, seen);
}

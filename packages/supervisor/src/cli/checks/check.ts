/** Checks that a person runs: a line each, and how to mend what is wrong. */
import { messageOf } from '@dumont/protocol';

export interface Finding {
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What to do about it, where it is not as it should be. */
  readonly remedy?: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<Finding>;
}

export type Result = Finding & { readonly name: string };

/** One after the other: a later one often needs what an earlier one has found. @param onResult called as each is done */
export async function runChecks(
  checks: readonly Check[],
  onResult: (result: Result) => Promise<void>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, run } of checks) {
    const result = { name, ...(await run()) };
    await onResult(result);
    results.push(result);
  }
  return results;
}

/** For what cannot be checked because of what was found before. */
export function failed(error: unknown, remedy: string): Finding {
  return { ok: false, detail: messageOf(error), remedy };
}

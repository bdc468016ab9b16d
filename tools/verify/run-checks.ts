/** Goes through a list of checks: one that fails stops none of the others. */
import { messageOf } from '@dumont/protocol';
import { fail, type Check, type CheckResult, type Outcome } from './check.ts';

interface Options {
  /** What they are about, such as a compute unit. */
  readonly subject: string;
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult) => void;
}

/** @throws the signal's reason */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  { subject, signal, onResult }: Options,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const { name, expected } = check;
    const outcome = await runCheck(check, context, signal);
    const result = { subject, name, expected, ...outcome };
    results.push(result);
    onResult(result);
  }
  return results;
}

/** What goes wrong in it is what it found, whatever it is. */
async function runCheck<Context>(
  check: Check<Context>,
  context: Context,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  try {
    return await check.run(context);
  } catch (error) {
    signal.throwIfAborted();
    return fail(messageOf(error));
  }
}

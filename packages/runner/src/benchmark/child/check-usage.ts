/** Whether what a person said of inputs and outputs fits the model: found out by the first process that has loaded it. */
import { checkExpected, resolveInputs, type InferenceSession } from '@dumont/engines';
import type { TaskOf } from '@dumont/protocol';

/** @throws DumontError INPUT_INVALID */
export async function checkUsage(
  session: InferenceSession,
  { inputs, expect }: Pick<TaskOf<'load'>, 'inputs' | 'expect'>,
): Promise<void> {
  if (inputs !== undefined) await resolveInputs(session, inputs);
  if (expect) await checkExpected(session.outputs, expect, session.notFetched ?? []);
}

/** How a download ends that is to fail. */
import { DumontError } from '@dumont/protocol';

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** @throws where it did not fail, or not with an error of ours */
export async function failure(promise: Promise<unknown>): Promise<DumontError> {
  const error = await rejection(promise);
  if (!(error instanceof DumontError)) throw new Error('expected a DumontError', { cause: error });
  return error;
}

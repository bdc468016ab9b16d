import { DumontError } from '@dumont/protocol';

/** @param what happened to the file, in words */
export function modelChanged(path: string, what: string): DumontError {
  return new DumontError(
    'MODEL_CHANGED',
    `${path} ${what} while it was measured, so that nobody knows what the figures are of: measure a file that stays as it is.`,
  );
}

/** Which failures are of the command line, not of the model or the machine. Pure. */
import { DumontError, type ReportError } from '@dumont/protocol';

const USAGE_CODES = ['USAGE', 'INPUT_INVALID'] as const;

/** @returns null where it is none */
export function usageErrorOf(error: ReportError | null): DumontError | null {
  const code = USAGE_CODES.find((candidate) => candidate === error?.code);
  return error === null || code === undefined ? null : new DumontError(code, error.message);
}

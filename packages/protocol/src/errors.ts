/** The one catalogue of errors: what went wrong, which exit code says so, and whether trying again can help. */
import { z } from 'zod';

interface ErrorKind {
  readonly exitCode: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

export const errorCatalogue = {
  INTERNAL: { exitCode: 1, retryable: false, meaning: 'a bug in Dumont' },
  USAGE: { exitCode: 2, retryable: false, meaning: 'a flag or its value is wrong' },
  INPUT_INVALID: { exitCode: 2, retryable: false, meaning: 'an input given for the model does not fit it' },
  JOB_INVALID: { exitCode: 2, retryable: false, meaning: 'a job lacks a field or has a wrong one' },
  OUTPUT_FAILED: { exitCode: 2, retryable: false, meaning: 'a result could not be written where asked' },
  MODEL_NOT_FOUND: { exitCode: 10, retryable: false, meaning: 'the model is not there or cannot be read' },
  MODEL_INVALID: { exitCode: 10, retryable: false, meaning: 'the file is not a valid model' },
  MODEL_UNSUPPORTED: {
    exitCode: 10,
    retryable: false,
    meaning: 'the engine does not support this format, operator set or type',
  },
  MODEL_CHANGED: {
    exitCode: 10,
    retryable: true,
    meaning: 'the model was changed while it was measured, or is not the one that was asked for',
  },
  MODEL_DOWNLOAD_FAILED: { exitCode: 10, retryable: true, meaning: 'the model could not be downloaded' },
  UNIT_UNAVAILABLE: { exitCode: 11, retryable: false, meaning: 'this machine cannot run that compute unit' },
  INFERENCE_FAILED: { exitCode: 12, retryable: false, meaning: 'the model was loaded but would not run' },
  OUTPUT_MISMATCH: {
    exitCode: 12,
    retryable: false,
    meaning: 'the outputs differ from the expected ones',
  },
  RUNNER_CRASHED: { exitCode: 12, retryable: false, meaning: 'the isolated process died' },
  DEADLINE_EXCEEDED: { exitCode: 13, retryable: false, meaning: 'the time limit ran out' },
  MEMORY_EXCEEDED: { exitCode: 13, retryable: false, meaning: 'the memory limit was exceeded' },
  STORAGE_FAILED: {
    exitCode: 13,
    retryable: true,
    meaning: "this machine's disk is full or cannot be written",
  },
  PROCESSES_EXCEEDED: { exitCode: 13, retryable: false, meaning: 'the model started too many processes' },
  SANDBOX_UNAVAILABLE: {
    exitCode: 14,
    retryable: true,
    meaning: 'the sandbox that was asked for cannot be had on this machine',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodeSchema = z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]);

/** Every error that Dumont expects; anything else is a bug and is reported as `INTERNAL`. */
export class DumontError extends Error {
  override readonly name = 'DumontError';
  readonly code: ErrorCode;
  readonly retryable: boolean;

  /** @param options.retryable where more is known than the catalogue says, as of an address that is refused */
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable ?? errorCatalogue[code].retryable;
  }

  get exitCode(): number {
    return errorCatalogue[this.code].exitCode;
  }
}

/** Normalises whatever was thrown, at the edge of a process or package. */
export function toDumontError(cause: unknown): DumontError {
  if (cause instanceof DumontError) return cause;
  return new DumontError('INTERNAL', messageOf(cause), { cause });
}

/** In words, whatever was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

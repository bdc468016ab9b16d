/** What a task ends with where it was not its own end, in words; and any error as a report has it. */
import { DumontError, type ReportError } from '@dumont/protocol';

export function outOfOrder(what: string): DumontError {
  return new DumontError(
    'RUNNER_CRASHED',
    `What the isolated process says is not believed, because it ${what}: its program has been tampered with, or is broken.`,
  );
}

export function protocolViolation(what: string, cause: unknown): DumontError {
  return new DumontError(
    'RUNNER_CRASHED',
    `The isolated process was killed because ${what}: its program has been tampered with, or is broken.`,
    { cause },
  );
}

export function tooManyProcesses(count: number, doing: string): DumontError {
  return new DumontError(
    'PROCESSES_EXCEEDED',
    `The isolated process was killed ${doing}: ${count} processes had come of it.`,
  );
}

export function memoryExceeded(bytes: number, limitBytes: number | null, doing: string): DumontError {
  const mb = (value: number): string => `${Math.round(value / 2 ** 20)} MB`;
  const limit = limitBytes === null ? '' : ` of ${mb(limitBytes)} (--memory-limit)`;
  return new DumontError(
    'MEMORY_EXCEEDED',
    `The isolated process was killed at ${mb(bytes)} ${doing}: it passed its memory limit${limit}.`,
  );
}

/** A task's error where nothing goes on without its result. */
export class TaskFailure extends DumontError {
  readonly report: ReportError;

  constructor(report: ReportError) {
    super(report.code, report.message);
    this.report = report;
  }
}

export function toReportError(
  error: DumontError,
  signal: string | null,
  stderr: readonly string[] = [],
): ReportError {
  if (error instanceof TaskFailure) return error.report;
  return {
    code: error.code,
    message: error.message,
    exitCode: error.exitCode,
    signal,
    ...(stderr.length > 0 ? { stderr: [...stderr] } : {}),
  };
}

/** Why an isolated process ended before its result: put into words from what the system says. */
import { constants } from 'node:os';
import { DumontError, FIRST_SIGNAL_EXIT } from '@dumont/protocol';

export interface ProcessExit {
  readonly exitCode: number | null;
  /** With an exit code beside it: the signal that the code stands for, if it was not the process's own. */
  readonly signal: string | null;
  /** Last lines it wrote to standard error. */
  readonly stderr: readonly string[];
  /** The kernel ended it for the memory of its control group. */
  readonly outOfMemory?: boolean;
  /** What a program of the sandbox's said where the process never came to run. */
  readonly sandboxRefusal?: string | null;
  /** Left out it is false. From then on its last lines are anybody's. */
  readonly ranForeignCode?: boolean;
}

const SIGNAL_MEANING: Readonly<Record<string, string>> = {
  SIGSEGV: 'native code read or wrote memory that is not its own',
  SIGBUS: 'native code read memory that is not there',
  SIGABRT: 'native code gave up on an internal check or ran out of memory',
  SIGILL: 'native code used an instruction that this CPU does not have',
  SIGFPE: 'native code divided by zero or the like',
  SIGKILL:
    'something killed it; on Linux that is often the kernel, short of memory: see dmesg, or try --memory-limit',
};

/** A shell's way to say which signal ended a program; bubblewrap says it for the process inside. */
const SIGNAL_EXIT = FIRST_SIGNAL_EXIT - 1;

const OUT_OF_MEMORY = /out of memory|bad_alloc|Cannot allocate memory/i;

/** Apple's Foundation says so before it aborts, GNUstep's before it leaves with exit code 1. */
const UNCAUGHT = /(?:uncaught exception '|Uncaught exception )(\w{1,64})'?, reason:/;

export function signalOfExitCode(code: number | null): string | null {
  if (code === null || code <= SIGNAL_EXIT) return null;
  const found = Object.entries(constants.signals).find(([, number]) => number === code - SIGNAL_EXIT);
  return found?.[0] ?? null;
}

/** @param exitingWith the exit code that the process said it leaves with: then no signal ended it */
export function causeOf(exit: ProcessExit, exitingWith: number | null): ProcessExit {
  return exitingWith !== null && exit.exitCode === exitingWith ? { ...exit, signal: null } : exit;
}

export function describeExit(exit: ProcessExit, doing: string): DumontError {
  if (exit.sandboxRefusal) {
    return new DumontError(
      'SANDBOX_UNAVAILABLE',
      `The sandbox for an isolated process could not be set up: ${exit.sandboxRefusal}`,
    );
  }
  if (exit.outOfMemory !== true && exit.stderr.some((line) => OUT_OF_MEMORY.test(line))) {
    return new DumontError(
      'MEMORY_EXCEEDED',
      `The isolated process ran out of memory ${doing}, as its last lines say.`,
    );
  }
  if (exit.outOfMemory === true) {
    return new DumontError('MEMORY_EXCEEDED', `The isolated process ran out of memory ${doing}.`);
  }
  const exception = exit.stderr.map((line) => UNCAUGHT.exec(line)?.[1]).find((name) => name !== undefined);
  if (exception !== undefined) {
    return new DumontError(
      'RUNNER_CRASHED',
      `The isolated process died of an exception of Objective-C, ${exception}, ${doing}, as its last lines say.`,
    );
  }
  if (exit.signal !== null) return describeSignal(exit.signal, exit.exitCode, doing);
  if (exit.ranForeignCode !== true && exit.stderr.some((line) => line.includes('ERR_ACCESS_DENIED'))) {
    return new DumontError(
      'INTERNAL',
      `Node's permission model refused the isolated process what it needs for itself (${refusedPermission(exit.stderr)}) ${doing}: ` +
        `the model is not to blame. Node ${process.versions.node} may be newer than this Dumont knows: update Dumont.`,
    );
  }
  const code = exit.exitCode ?? 'unknown';
  return new DumontError(
    'RUNNER_CRASHED',
    `The isolated process ended with exit code ${code} ${doing}, before it gave a result.`,
  );
}

function describeSignal(signal: string, exitCode: number | null, doing: string): DumontError {
  const meaning = SIGNAL_MEANING[signal];
  const why = meaning === undefined ? '' : `: ${meaning}`;
  // Nobody leaves with the code of a crash; with this one programs do.
  const or =
    exitCode === null || signal !== 'SIGKILL'
      ? ''
      : ` (or left with exit code ${exitCode}: bubblewrap says the same for both)`;
  return new DumontError('RUNNER_CRASHED', `The isolated process died of ${signal}${or} ${doing}${why}.`);
}

/** Node names it among the error's properties: `permission: 'Net'`. */
function refusedPermission(stderr: readonly string[]): string {
  return /permission: '(\w+)'/.exec(stderr.join('\n'))?.[1] ?? 'unknown';
}

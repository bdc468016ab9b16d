/** A command of this folder, from its start to its exit code. */
import { DumontError } from '@dumont/protocol';
import { listenForInterruption } from '../process/interruption.ts';

/** @param run gives the exit code; what it throws by wrong use is told in one line */
export async function runProgram(run: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const interruption = listenForInterruption();
  const { signal } = interruption;
  try {
    process.exitCode = await run(signal);
  } catch (error) {
    if (signal.aborted) process.exitCode = interruption.exitCode();
    else if (error instanceof DumontError) {
      process.stderr.write(`error: ${error.message}\n`);
      process.exitCode = error.exitCode;
    } else throw error;
  } finally {
    interruption.close();
  }
}

/** Benchmarks every real model by the command that a user has. */
import path from 'node:path';
import { execa } from 'execa';
import { REAL_MODELS } from '../models/real-models.ts';
import { say } from './say.ts';

const program = path.resolve(import.meta.dirname, '../../packages/runner/bin/dumont-runner.js');

/** @returns the exit code of the first benchmark that failed, or 0 @throws the signal's reason */
export async function showRunner(signal: AbortSignal): Promise<number> {
  for (const { name, file, flags } of REAL_MODELS) {
    const shown = ['--model', path.relative(process.cwd(), file), ...flags];
    say(`\n${name}\n$ dumont-runner ${shown.join(' ')}\n`);
    const result = await execa(process.execPath, [program, '--model', file, ...flags, '--no-history'], {
      stdio: 'inherit',
      reject: false,
      cancelSignal: signal,
    });
    signal.throwIfAborted();
    if (result.exitCode !== 0) return result.exitCode ?? 1;
  }
  return 0;
}

/** The runner with a folder of its own, for what it keeps and for models: both go with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Runner, runnerEnvironment } from './runner.ts';

export async function withRunner<Result>(
  signal: AbortSignal,
  work: (runner: Runner, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-verify-'));
  try {
    const environment = runnerEnvironment(process.env, path.join(folder, 'data'));
    return await work(new Runner({ environment, signal }), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The programs that tests start beside ours: a redis-server and bubblewrap. What is missing is said; its tests are skipped. */
import { ensureBubblewrap } from './bubblewrap.ts';
import { findRedisServer } from './redis.ts';
import { Unavailable } from './unavailable.ts';

export async function prepareTestPrograms(): Promise<void> {
  try {
    process.env['DUMONT_REDIS_SERVER'] ??= await findRedisServer();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`Tests that need Redis will be skipped: ${error.message}.\n`);
  }
  const unconfined = await ensureBubblewrap();
  if (unconfined !== null) process.stderr.write(`Tests of the sandbox will be skipped: ${unconfined}.\n`);
}

/** The programs that tests start beside ours: a redis-server, bubblewrap and `ip`. What is missing is said; its tests are skipped. */
import { ensureBubblewrap } from './bubblewrap.ts';
import { findIp } from './ip.ts';
import { findRedisServer } from './redis.ts';
import { Unavailable } from './unavailable.ts';

export async function prepareTestPrograms(): Promise<void> {
  await find('DUMONT_REDIS_SERVER', 'that need Redis', findRedisServer);
  await find('DUMONT_IP', 'in a network of their own', findIp);
  const unconfined = await ensureBubblewrap();
  if (unconfined !== null) process.stderr.write(`Tests of the sandbox will be skipped: ${unconfined}.\n`);
}

/** Leaves the program's path in the environment, from which tests take it. */
async function find(variable: string, tests: string, program: () => Promise<string>): Promise<void> {
  try {
    process.env[variable] ??= await program();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`Tests ${tests} will be skipped: ${error.message}.\n`);
  }
}

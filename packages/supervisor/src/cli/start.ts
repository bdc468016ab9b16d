/** `dumont-supervisor start`: the service, until a signal ends it. */
import { DumontError } from '@dumont/protocol';
import { readCa } from '../config/redis-address.ts';
import { runService } from '../service/service.ts';
import type { Invocation } from './run-command.ts';
import { listenForSignals } from './signals.ts';
import { trustAuthority } from './trust-authority.ts';

/** @returns the exit code @throws DumontError */
export async function start({ config, log }: Invocation): Promise<number> {
  const { host } = config;
  if (host === null) {
    throw new DumontError(
      'USAGE',
      '--host is missing: say where the orchestrator is, as in --host http://192.168.1.100:5000, or enroll first',
    );
  }
  const ca = await readCa(config.ca);
  trustAuthority(ca);
  const signals = listenForSignals(config.drainTimeout, log);
  try {
    await runService({ config: { ...config, host }, ca, log, signals });
    log.info('stopped');
    return signals.exitCode();
  } finally {
    signals.close();
  }
}

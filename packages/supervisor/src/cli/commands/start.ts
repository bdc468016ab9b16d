/** `dumont-supervisor start`: the service, until a signal ends it. */
import { DumontError } from '@dumont/protocol';
import { readCa } from '../../config/redis-address.ts';
import { SETTINGS } from '../../config/settings.ts';
import { listenForSignals } from '../signals.ts';
import { trustAuthority } from '../trust-authority.ts';
import { defineCommand } from './command.ts';

export const start = defineCommand({
  name: 'start',
  summary: 'register, take jobs and publish their results, until it is stopped',
  examples: [
    'dumont-supervisor start --host http://192.168.1.100:5000',
    'DUMONT_TOKEN=… dumont-supervisor start --host https://sark.example.org --redis-url rediss://worker@redis.example.org:6380/0',
    'dumont-supervisor start        # after dumont-supervisor enroll',
  ],
  settings: SETTINGS,
  run: async ({ config, log }) => {
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
      // Loaded only now: the help of every command is to be there at once.
      const { runService } = await import('../../service/service.ts');
      await runService({ config: { ...config, host }, ca, log, signals });
      log.info('stopped');
      return signals.exitCode();
    } finally {
      signals.close();
    }
  },
});

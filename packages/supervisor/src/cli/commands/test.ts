/** `dumont-supervisor test`: whether orchestrator and Redis can be worked with from here. */
import { DumontError } from '@dumont/protocol';
import { readCa, redisAddress } from '../../config/redis-address.ts';
import { SETTINGS } from '../../config/settings.ts';
import { OrchestratorClient } from '../../sark/http/client.ts';
import { createConnection } from '../../sark/queue/connection.ts';
import { readBeliefs } from '../checks/beliefs.ts';
import { remoteChecks } from '../checks/remote.ts';
import { showChecks } from '../checks/show.ts';
import { trustAuthority } from '../trust-authority.ts';
import { CONFINEMENT, defineCommand, PRINT_JSON, WHERE } from './command.ts';

const { host, redisHost, redisPort, redisUrl, ca, token, engine, deviceName } = SETTINGS;
const REMOTE = { host, redisHost, redisPort, redisUrl, ca, token };

export const test = defineCommand({
  name: 'test',
  summary: 'check the orchestrator and Redis, and the clocks',
  examples: ['dumont-supervisor test --host http://192.168.1.100:5000'],
  settings: { json: PRINT_JSON, ...REMOTE, engine, deviceName, ...CONFINEMENT, ...WHERE },
  run: async ({ config, log, writeOut }) => {
    if (config.host === null) {
      throw new DumontError('USAGE', '--host is missing: say which orchestrator to test');
    }
    const authority = await readCa(config.ca);
    trustAuthority(authority);
    const redis = createConnection(redisAddress(config, authority), 'commands');
    try {
      const target = { url: config.host, token: config.token };
      const client = new OrchestratorClient(target, new AbortController().signal);
      const checks = remoteChecks(client, redis, () => readBeliefs({ config, log }, client));
      return await showChecks(checks, config.json, writeOut);
    } finally {
      redis.disconnect();
    }
  },
});

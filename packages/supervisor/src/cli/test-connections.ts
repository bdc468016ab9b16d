/** `dumont-supervisor test`: whether orchestrator and Redis can be worked with from here. */
import { DumontError } from '@dumont/protocol';
import { readCa, redisAddress } from '../config/redis-address.ts';
import { OrchestratorClient } from '../sark/http/client.ts';
import { createConnection } from '../sark/queue/connection.ts';
import { readBeliefs } from './beliefs.ts';
import { remoteChecks } from './checks/remote.ts';
import { showChecks } from './checks/show.ts';
import type { Invocation } from './run-command.ts';
import { trustAuthority } from './trust-authority.ts';

/** @returns the exit code @throws DumontError */
export async function testConnections({ config, log, json }: Invocation): Promise<number> {
  const { host, token } = config;
  if (host === null) throw new DumontError('USAGE', '--host is missing: say which orchestrator to test');
  const ca = await readCa(config.ca);
  trustAuthority(ca);
  const redis = createConnection(redisAddress(config, ca), 'commands');
  try {
    const client = new OrchestratorClient({ url: host, token }, new AbortController().signal);
    return await showChecks(
      remoteChecks(client, redis, () => readBeliefs({ config, log }, client)),
      json,
    );
  } finally {
    redis.disconnect();
  }
}

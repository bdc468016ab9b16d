/** Whether orchestrator and Redis can be worked with from here. */
import { COMPUTE_UNITS } from '@dumont/protocol';
import { capabilityQueue, RESULTS_QUEUE } from '@dumont/protocol/sark';
import { WAY_OUT } from '../../identity/beliefs.ts';
import type { OrchestratorClient } from '../../sark/http/client.ts';
import type { Connection } from '../../sark/queue/connection.ts';
import { claimedKey } from '../../sark/queue/keys.ts';
import { QueueClient } from '../../sark/queue/queue-client.ts';
import type { Beliefs } from './beliefs.ts';
import { failed, type Check, type Finding } from './check.ts';
import { parseInfo } from './redis-info.ts';

const OLDEST_REDIS = [6, 2] as const;
/** A connection a queue, one for commands, and some for others. */
const CONNECTIONS_NEEDED = 20;
const MAX_CLOCK_DIFFERENCE_MS = 2000;
/** No worker has this name, so that trying it out touches nothing of anybody's. */
const TRIAL = 'dumont-test';

export function remoteChecks(
  client: OrchestratorClient,
  redis: Connection,
  beliefs: () => Promise<Beliefs | null>,
): Check[] {
  return [
    { name: 'orchestrator', run: () => checkOrchestrator(client) },
    { name: 'orchestrator clock', run: () => checkOrchestratorClock(client) },
    { name: 'registration', run: () => checkRegistration(beliefs) },
    { name: 'redis', run: () => checkRedis(redis) },
    { name: 'redis version', run: () => guarded(() => checkVersion(redis)) },
    { name: 'redis eviction', run: () => guarded(() => checkEviction(redis)) },
    { name: 'redis connections', run: () => guarded(() => checkConnections(redis)) },
    { name: 'redis rights', run: () => guarded(() => checkRights(redis)) },
    { name: 'redis clock', run: () => guarded(() => checkRedisClock(redis)) },
  ];
}

async function checkOrchestrator(client: OrchestratorClient): Promise<Finding> {
  try {
    const startMs = performance.now();
    const { status } = await client.health();
    const detail = `${status}, answered in ${Math.round(performance.now() - startMs)} ms`;
    if (status === 'healthy') return { ok: true, detail };
    return { ok: false, detail, remedy: "Look into the orchestrator's own log." };
  } catch (error) {
    return failed(error, 'Check --host, that the orchestrator runs, and that a firewall lets you through.');
  }
}

async function checkOrchestratorClock(client: OrchestratorClient): Promise<Finding> {
  try {
    const { serverMs } = await client.health();
    if (serverMs === null) return { ok: true, detail: 'does not tell the time' };
    return compareClocks(serverMs, 1000);
  } catch (error) {
    return failed(error, 'See the orchestrator above.');
  }
}

async function checkRegistration(beliefs: () => Promise<Beliefs | null>): Promise<Finding> {
  try {
    const found = await beliefs();
    if (found === null)
      return { ok: true, detail: 'this worker has none, or the orchestrator does not show it' };
    const { workerId, wrong } = found;
    if (wrong.length === 0) return { ok: true, detail: `${workerId}, as it is` };
    return { ok: false, detail: `of ${workerId} ${wrong.join('; ')}`, remedy: WAY_OUT };
  } catch (error) {
    return failed(error, 'See the orchestrator above, and dumont-supervisor validate for the data folder.');
  }
}

async function checkRedis(redis: Connection): Promise<Finding> {
  try {
    await redis.connect();
    const startMs = performance.now();
    await redis.ping();
    return { ok: true, detail: `answered in ${(performance.now() - startMs).toFixed(1)} ms` };
  } catch (error) {
    return failed(
      error,
      'Check --redis-host, --redis-port or --redis-url, user and password, and TLS (--ca).',
    );
  }
}

async function checkVersion(redis: Connection): Promise<Finding> {
  const info = parseInfo(await redis.info('server'));
  const version = info['valkey_version'] ?? info['redis_version'] ?? '0';
  const name = info['valkey_version'] === undefined ? 'Redis' : 'Valkey';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor >= OLDEST_REDIS[1]);
  return {
    ok,
    detail: `${name} ${version}`,
    ...(ok ? {} : { remedy: 'Dumont needs Redis 6.2 or Valkey 7.2, or newer.' }),
  };
}

async function checkEviction(redis: Connection): Promise<Finding> {
  const policy = parseInfo(await redis.info('memory'))['maxmemory_policy'] ?? 'unknown';
  if (policy === 'noeviction') return { ok: true, detail: policy };
  return {
    ok: false,
    detail: `${policy}: when memory runs short, Redis may throw jobs away`,
    remedy: 'CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
  };
}

async function checkConnections(redis: Connection): Promise<Finding> {
  const info = parseInfo(await redis.info('clients'));
  const connected = Number(info['connected_clients'] ?? 0);
  const limit = Number(info['maxclients'] ?? Infinity);
  const detail = `${connected} of ${limit} are in use`;
  if (limit - connected >= CONNECTIONS_NEEDED) return { ok: true, detail };
  return { ok: false, detail, remedy: 'Raise maxclients in redis.conf, or start workers with --wake poll.' };
}

/** Does with a queue of its own what a worker does, and leaves nothing behind. */
async function checkRights(redis: Connection): Promise<Finding> {
  const queue = new QueueClient(redis, `${capabilityQueue(COMPUTE_UNITS[0].wire)}:${TRIAL}`, TRIAL);
  try {
    await queue.renew(1000);
    await queue.claim(1000, TRIAL);
    await redis.lmove(queue.queue, claimedKey(queue.queue, TRIAL), 'RIGHT', 'LEFT');
    await redis.llen(RESULTS_QUEUE);
    await redis.client('UNBLOCK', await redis.client('ID'));
    await queue.leave();
    return { ok: true, detail: 'may claim, wait and publish' };
  } catch (error) {
    return failed(
      error,
      'Give the user ~jobs:* ~dumont:* ~results and +@all -@admin -@dangerous +client|unblock +client|id +info.',
    );
  }
}

async function checkRedisClock(redis: Connection): Promise<Finding> {
  const [seconds, microseconds] = await redis.time();
  return compareClocks((seconds ?? 0) * 1000 + (microseconds ?? 0) / 1000, 0);
}

/** @param resolutionMs what the other clock's reading may be late by */
function compareClocks(otherMs: number, resolutionMs: number): Finding {
  const differenceMs = Math.round(otherMs - Date.now());
  const detail = `${differenceMs > 0 ? '+' : ''}${differenceMs} ms from this machine's`;
  if (Math.abs(differenceMs) <= MAX_CLOCK_DIFFERENCE_MS + resolutionMs) return { ok: true, detail };
  return {
    ok: false,
    detail,
    remedy: 'Set both clocks by NTP: times in results are wrong else. Leases use Redis’s clock alone.',
  };
}

async function guarded(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return failed(error, 'See redis above; some services do not allow INFO.');
  }
}

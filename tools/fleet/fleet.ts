/** A redis-server, an orchestrator and a folder for workers, all of which go with it. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exitCodeOfSignal } from '@dumont/protocol';
import { nullIfMissing } from '@dumont/runner';
import { Redis } from 'ioredis';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { startOrchestrator } from '../orchestrator/start-orchestrator.ts';
import { startRedis, type RedisOptions, type RedisServer } from '../redis/start-redis.ts';
import { findRedisServer } from '../setup/redis.ts';
import type { LogLine } from './stages.ts';
import { WorkerProcess } from './worker-process.ts';
import type { WorkerSettings } from './worker-settings.ts';

interface FleetRedis extends Pick<RedisOptions, 'appendonly' | 'args'> {
  /** Where workers find the server, if that is not at its own address. */
  readonly route?: (server: RedisServer) => Promise<string>;
}

type FleetSettings = Pick<WorkerSettings, 'leaseMs' | 'downloadMs' | 'runMs' | 'real'>;

export class Fleet {
  readonly folder: string;
  readonly server: RedisServer;
  readonly orchestrator: Orchestrator;
  /** To look at what workers leave in Redis. */
  readonly redis: Redis;
  readonly #settings: FleetSettings;
  readonly #workersUrl: string;

  private constructor(
    folder: string,
    settings: FleetSettings,
    started: Pick<Fleet, 'server' | 'orchestrator'> & { workersUrl: string },
  ) {
    this.folder = folder;
    this.#settings = settings;
    this.server = started.server;
    this.#workersUrl = started.workersUrl;
    this.orchestrator = started.orchestrator;
    this.redis = new Redis(started.server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    // It is killed on purpose, and waited for.
    this.redis.on('error', () => undefined);
  }

  /** The caller closes it. What ends this process ends it too. */
  static async open(
    settingsIn: (folder: string) => FleetSettings,
    { route, ...redis }: FleetRedis = {},
  ): Promise<Fleet> {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => process.exit(exitCodeOfSignal(signal)));
    }
    const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-fleet-'));
    await mkdir(path.join(folder, 'temporary'));
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
    });
    const program = process.env['DUMONT_REDIS_SERVER'] ?? (await findRedisServer());
    const server = await startRedis({ program, ...redis });
    const orchestrator = await startOrchestrator({ redisUrl: server.url, drain: 'keep' });
    const workersUrl = route === undefined ? server.url : await route(server);
    return new Fleet(folder, settingsIn(folder), { server, orchestrator, workersUrl });
  }

  /** @param name says which worker it is: the same one after its end and new start */
  start(name: string, onLine: (line: LogLine) => void): WorkerProcess {
    const settings = {
      ...this.#settings,
      host: this.orchestrator.url,
      redisUrl: this.#workersUrl,
      dataDir: this.dataFolder(name),
      udid: name,
    };
    const compiled = path.join(this.folder, 'compiled');
    return new WorkerProcess(settings, { compiled, temporary: this.temporary }, onLine);
  }

  /** Where workers make temporary files. */
  get temporary(): string {
    return path.join(this.folder, 'temporary');
  }

  dataFolder(name: string): string {
    return path.join(this.folder, name);
  }

  /** How many results the worker has on disk and not published, or not known to be. */
  async outboxOf(name: string): Promise<number> {
    const files = await nullIfMissing(readdir(path.join(this.dataFolder(name), 'outbox')));
    return (files ?? []).filter((file) => file.endsWith('.json')).length;
  }

  /** @returns keys that hold jobs: queues, claimed lists, running and unfinished runs */
  async keysWithJobs(): Promise<string[]> {
    const keys = [...(await this.redis.keys('jobs:*')), ...(await this.redis.keys('dumont:{*'))];
    return keys.filter((key) => key.startsWith('jobs:') || /\}:(p:.*|job|redo)$/.test(key));
  }

  async close(): Promise<void> {
    await this.orchestrator.stop();
    this.redis.disconnect();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A redis-server, an orchestrator and a folder for workers, all of which go with it. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { exitCodeOfSignal, nullIfMissing } from '@dumont/runner/host';
import type { Redis } from 'ioredis';
import {
  startWithRedis,
  type Orchestrator,
  type OrchestratorWithRedis,
} from '../../../tools/orchestrator/index.ts';
import type { RedisOptions, RedisServer } from '../../../tools/redis/start-redis.ts';
import { findRedisServer } from '../../../tools/setup/redis.ts';
import type { FleetLine } from './stages.ts';
import { StagedWorker } from './staged-worker.ts';
import type { WorkerSettings } from './worker-settings.ts';

interface FleetRedis extends Pick<RedisOptions, 'appendonly' | 'args'> {
  /** Where workers find the server, if that is not at its own address. */
  readonly route?: (server: RedisServer) => Promise<string>;
}

type FleetSettings = Pick<WorkerSettings, 'leaseMs' | 'downloadMs' | 'runMs' | 'real'>;

export class Fleet {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly orchestrator: Orchestrator;
  /** To look at what workers leave in Redis. */
  readonly client: Redis;
  readonly #settings: FleetSettings;
  readonly #bed: OrchestratorWithRedis;
  readonly #workersUrl: string;

  private constructor(
    folder: string,
    settings: FleetSettings,
    bed: OrchestratorWithRedis,
    workersUrl: string,
  ) {
    this.folder = folder;
    this.#settings = settings;
    this.#bed = bed;
    this.#workersUrl = workersUrl;
    this.redis = bed.redis;
    this.orchestrator = bed.orchestrator;
    this.client = bed.client;
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
    const program = await findRedisServer();
    const bed = await startWithRedis({ drain: 'keep' }, { program, ...redis });
    const workersUrl = route === undefined ? bed.redis.url : await route(bed.redis);
    return new Fleet(folder, settingsIn(folder), bed, workersUrl);
  }

  /** @param name says which worker it is: the same one after its end and new start */
  start(name: string, onLine: (line: FleetLine) => void): StagedWorker {
    const settings = {
      ...this.#settings,
      host: this.orchestrator.url,
      redisUrl: this.#workersUrl,
      dataDir: this.dataFolder(name),
      udid: name,
    };
    const compiled = path.join(this.folder, 'compiled');
    return new StagedWorker(settings, { compiled, temporary: this.temporary }, onLine);
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
    const keys = [...(await this.client.keys('jobs:*')), ...(await this.client.keys('dumont:{*'))];
    return keys.filter((key) => key.startsWith('jobs:') || /\}:(p:.*|job|redo)$/.test(key));
  }

  async close(): Promise<void> {
    await this.#bed.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

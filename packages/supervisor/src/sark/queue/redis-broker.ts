/** SARK's queues, which are lists in Redis. */
import type { Logger } from 'pino';
import type { Broker, QueueWorker, WorkerQueues } from '../../orchestrator/queues.ts';
import { createConnection, type Connection, type RedisAddress } from './connection.ts';
import { openWorkerQueues } from './worker-queues.ts';

export class RedisBroker implements Broker {
  readonly #address: RedisAddress;
  readonly #commands: Connection;

  constructor(address: RedisAddress, log: Logger) {
    this.#address = address;
    this.#commands = createConnection(address, 'commands');
    this.#commands.on('answered', () => {
      log.info('Redis is back');
    });
  }

  get troubles(): readonly string[] {
    return this.#commands.troubles;
  }

  get steadyMs(): number {
    return this.#commands.steadyMs;
  }

  async connect(): Promise<void> {
    await this.#commands.connect();
  }

  disconnect(): void {
    this.#commands.disconnect();
  }

  onConnected(callback: () => void): () => void {
    this.#commands.on('ready', callback);
    return () => this.#commands.off('ready', callback);
  }

  serve(worker: QueueWorker): WorkerQueues {
    return openWorkerQueues(this.#commands, () => createConnection(this.#address, 'waiting'), worker);
  }
}

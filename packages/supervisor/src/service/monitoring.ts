/** What whoever watches over the worker is told, where that was asked for: metrics, and whether jobs are taken. */
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';
import type { MetricsServer } from '../metrics/server.ts';
import type { Broker } from '../orchestrator/queues.ts';
import type { WorkerState } from '../status/worker-state.ts';

export interface MonitoringOptions {
  /** null: nobody watches. */
  readonly port: number | null;
  readonly metrics: Metrics;
  readonly broker: Pick<Broker, 'troubles'>;
  readonly state: Pick<WorkerState, 'faults' | 'remarks'>;
  readonly draining: AbortSignal;
  readonly log: Logger;
}

export class Monitoring {
  readonly #options: MonitoringOptions;
  #server: MetricsServer | null = null;
  #isRegistered = false;

  constructor(options: MonitoringOptions) {
    this.#options = options;
  }

  /** The orchestrator has a name for the worker, from now or from before. */
  registered(): void {
    this.#isRegistered = true;
  }

  /** Does nothing where it has begun. @param waiting how many results are to be published @throws what listening does, such as EADDRINUSE */
  async start(waiting: () => number): Promise<void> {
    const { port, metrics, broker, state, log } = this.#options;
    if (port === null || this.#server !== null) return;
    // An HTTP server's code is memory that a worker without one does not pay for.
    const { serveMetrics } = await import('../metrics/server.ts');
    this.#server = await serveMetrics({
      port,
      registry: metrics.registry,
      refresh: () => {
        metrics.outbox.set(waiting());
        metrics.redis.set(broker.troubles.length === 0 ? 1 : 0);
      },
      remarks: () => state.remarks,
      notReady: () => this.#reasons(),
    });
    metrics.watchProcess();
    log.info({ port: this.#server.port }, 'metrics are served');
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** Why no job would be taken now. */
  #reasons(): string[] {
    const { broker, state, draining } = this.#options;
    return [
      ...(this.#isRegistered ? [] : ['the worker has not registered with the orchestrator yet']),
      ...broker.troubles,
      ...state.faults,
      ...(draining.aborted ? ['the service is stopping'] : []),
    ];
  }
}

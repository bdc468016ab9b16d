/** What the worker counts, for Prometheus. */
import { workerStatusSchema, type WorkerStatus } from '@dumont/protocol/sark';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How often the event loop is asked for its delay: a worker that wakes up a hundred times a second disturbs what it measures. */
const EVENT_LOOP_PRECISION_MS = 1000;

export class Metrics {
  readonly registry = new Registry();
  readonly jobs = new Counter({
    name: 'dumont_jobs_total',
    help: 'Jobs seen through, by outcome: Complete, Failed or given-back.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  readonly published = new Counter({
    name: 'dumont_results_published_total',
    help: 'Results handed to Redis; DUP: the same run had been published before, and was not again.',
    labelNames: ['answer'],
    registers: [this.registry],
  });
  readonly reaped = new Counter({
    name: 'dumont_jobs_reaped_total',
    help: 'Jobs of dead workers that this one has put back into their queues.',
    registers: [this.registry],
  });
  readonly jobSeconds = new Histogram({
    name: 'dumont_job_duration_seconds',
    help: 'From the claim of a job to its published result.',
    buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800],
    registers: [this.registry],
  });
  readonly outbox = new Gauge({
    name: 'dumont_outbox_results',
    help: 'Results that wait to be published.',
    registers: [this.registry],
  });
  readonly orchestrator = new Gauge({
    name: 'dumont_orchestrator_reachable',
    help: '1 where the last heartbeat reached the orchestrator.',
    registers: [this.registry],
  });
  readonly redis = new Gauge({
    name: 'dumont_redis_connected',
    help: '1 where Redis is connected.',
    registers: [this.registry],
  });
  readonly #status = new Gauge({
    name: 'dumont_worker_status',
    help: '1 for the status that the worker has.',
    labelNames: ['status'],
    registers: [this.registry],
  });

  /** Watches the process itself too, which takes a timer of its own. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  }

  status(current: WorkerStatus): void {
    for (const status of workerStatusSchema.options) this.#status.set({ status }, status === current ? 1 : 0);
  }
}

/** The whole service: everything it is made of is put together, and ended, here. */
import { openModels } from '../models/open-models.ts';
import { metricsCheck } from '../status/health-checks.ts';
import type { ServiceOptions } from './service-options.ts';
import { openStores, type Stores } from './stores.ts';
import { layFoundation } from './foundation.ts';
import { runWorker } from './worker.ts';

/**
 * Runs until draining has begun and nothing is left to do.
 * @throws DumontError where another service has the data folder or the worker's identity
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { config, ca, log, signals, parts } = options;
  const foundation = layFoundation(options);
  const { health, broker, monitoring, clock } = foundation;
  let stores: Stores | null = null;
  try {
    await health.add(metricsCheck(() => monitoring.start(() => stores?.outbox.entries.length ?? 0)));
    const openAll = parts?.models ?? (() => openModels(config, ca, log));
    const toOpen = { dataDir: config.dataDir, openModels: openAll, health, clock, log };
    stores = await openStores(toOpen, signals.draining);
    if (stores !== null) await runWorker(foundation, stores);
  } finally {
    broker.disconnect();
    await monitoring.close();
    stores?.lock.release();
  }
}

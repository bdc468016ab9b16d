/** A supervisor whose jobs are fakes that take a few milliseconds: everything else in it is real. Ends on SIGTERM. */
import { flushCompileCache } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBenchmark } from '@dumont/runner';
import { readConfig, runService, type ServiceParts } from '@dumont/supervisor';
import pino from 'pino';
import { fakeDevice, fakeReport } from '../../support/fake-report.ts';
import { COLLECTED, DOWNLOADING, RUNNING, workerSettingsSchema } from './worker-settings.ts';

const settings = workerSettingsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const device = fakeDevice(settings.udid);
const log = pino({ base: null }, pino.destination({ dest: 2, sync: true }));
const draining = new AbortController();
let jobs = 0;

process.once('SIGTERM', () => {
  draining.abort(new Error('SIGTERM'));
});

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  log.info({ heapBytes: process.memoryUsage().heapUsed }, COLLECTED);
});

const parts: Partial<ServiceParts> = {
  leaseMs: settings.leaseMs,
  device: () => Promise.resolve(device),
  probe: () => Promise.resolve([{ unit: 'CPU (ONNX)', available: true, reason: null }]),
  models: () =>
    Promise.resolve({
      acquire: async (_request, { signal }) => {
        log.info(DOWNLOADING);
        await delay(Math.random() * settings.downloadMs, undefined, { signal });
        const release = () => Promise.resolve();
        return { path: settings.real?.model ?? 'fake.onnx', fileName: 'fake.onnx', format: 'onnx', release };
      },
    }),
  launch: async (request, options) => {
    jobs += 1;
    if (settings.real !== null && jobs % settings.real.every === 0) return launchBenchmark(request, options);
    log.info(RUNNING);
    const ms = Math.random() * settings.runMs;
    await delay(ms, undefined, options?.signal && { signal: options.signal });
    return fakeReport(request, device, ms);
  },
};

// Kept for the next start now: a process that is killed writes nothing at its end.
flushCompileCache();
const { host, redisUrl, dataDir } = settings;
const flags = { host, redisUrl, dataDir, minFreeDisk: '1MB', loads: '2' };
const { config } = await readConfig(
  new Map(Object.entries(flags).map(([name, text]) => [name as keyof typeof flags, [text]])),
  {},
);
await runService({
  config: { ...config, host },
  ca: null,
  log,
  signals: { draining: draining.signal, stopping: new AbortController() },
  parts,
});

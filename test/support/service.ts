/** The worker in this process, with fake benchmarks and a clock that runs faster: everything else in it is real. */
import { readConfig, runService, type Clock, type ServiceParts } from '@dumont/supervisor';
import pino from 'pino';
import type { Test } from 'tap';
import { fakeDevice, fakeReport } from './fake-report.ts';
import { systemClock } from '../../packages/supervisor/src/time/clock.ts';
import type { LogLine } from '../../tools/worker/log-line.ts';
import type { Fleet } from './worker.ts';

export interface Service {
  readonly log: readonly LogLine[];
  /** Resolves with the first line from now on that the test takes, or from the start with `past`. @throws where the service ends without one */
  readonly logged: (test: (line: LogLine) => boolean, from?: number) => Promise<LogLine>;
  /** Settles as the service does. */
  readonly ended: Promise<void>;
  /** The first signal. */
  readonly drain: () => Promise<void>;
}

export interface InProcess {
  readonly parts?: Partial<ServiceParts>;
  readonly flags?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
  /** PEM text. */
  readonly ca?: string | null;
  /** What a fake benchmark does until it has its result. */
  readonly benchmark?: (signal: AbortSignal) => Promise<void>;
}

const FASTER = 20;

/** All waits are shorter, in proportion. */
export const fastClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => systemClock.sleep(ms / FASTER, signal),
};

export function startService(t: Test, fleet: Fleet, options: InProcess = {}): Service {
  const lines: LogLine[] = [];
  let listeners: (() => void)[] = [];
  const log = pino(
    { base: null, level: 'debug' },
    {
      write: (text: string) => {
        lines.push(JSON.parse(text) as LogLine);
        const told = listeners;
        listeners = [];
        for (const tell of told) tell();
      },
    },
  );
  const draining = new AbortController();
  const stopping = new AbortController();
  const ended = run(fleet, options, { log, signals: { draining: draining.signal, stopping } });
  ended.catch(() => undefined);
  t.teardown(async () => {
    draining.abort();
    stopping.abort();
    await ended.catch(() => undefined);
  });
  const over = ended.then(
    () => 'over' as const,
    () => 'over' as const,
  );
  const logged: Service['logged'] = async (test, from = 0) => {
    for (;;) {
      const found = lines.slice(from).find(test);
      if (found !== undefined) return found;
      const more = new Promise<'more'>((resolve) => {
        listeners.push(() => {
          resolve('more');
        });
      });
      if ((await Promise.race([more, over])) === 'over' && !lines.slice(from).some(test)) {
        throw new Error(`the service ended without that line:\n${JSON.stringify(lines, null, 1)}`);
      }
    }
  };
  const drain = async () => {
    draining.abort();
    await ended;
  };
  return { log: lines, logged, ended, drain };
}

async function run(
  fleet: Fleet,
  {
    parts = {},
    flags = {},
    dataDir = fleet.dataDir,
    ca = null,
    benchmark = () => Promise.resolve(),
  }: InProcess,
  { log, signals }: Pick<Parameters<typeof runService>[0], 'log' | 'signals'>,
): Promise<void> {
  const host = fleet.orchestrator.url;
  const device = fakeDevice(`device of ${fleet.dataDir}`);
  const words = { host, redisUrl: fleet.redis.url, dataDir, minFreeDisk: '1B', ...flags };
  const given = new Map(Object.entries(words).map(([name, text]) => [name as keyof typeof words, [text]]));
  const { config } = await readConfig(given, {});
  await runService({
    ...{ config: { ...config, host }, ca, log, signals },
    parts: {
      ...{ clock: fastClock, leaseMs: 6000, device: () => Promise.resolve(device), probe: findsCpu },
      launch: async (request, launching) => {
        const signal = launching?.signal;
        await benchmark(signal ?? new AbortController().signal);
        signal?.throwIfAborted();
        return fakeReport(request, device, 1);
      },
      ...parts,
    },
  });
}

const findsCpu: ServiceParts['probe'] = () =>
  Promise.resolve([{ unit: 'CPU (ONNX)', available: true, reason: null }]);

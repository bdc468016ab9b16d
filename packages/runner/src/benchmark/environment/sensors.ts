/** Reads the processor's heat and clock again and again while something long runs. */
import os from 'node:os';
import type { SensorReading } from '@dumont/protocol';
import { readTemperatureC } from './temperature.ts';
import { readThrottleEvents } from './throttling.ts';

export interface SensorRecorder {
  /** From here on times count. */
  begin(): void;
  /** Nothing is read any more. */
  end(): void;
  /** Ends it. @returns the readings, first to last */
  stop(): Promise<readonly SensorReading[]>;
}

/** @param intervalMs a reading costs some milliseconds of another core */
export function createSensorRecorder(intervalMs: number): SensorRecorder {
  const readings: SensorReading[] = [];
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();
  let beganMs = 0;
  let throttledBefore: number | null = null;
  const read = async (): Promise<void> => {
    const atMs = performance.now() - beganMs;
    const [temperatureC, events] = await Promise.all([readTemperatureC(), readThrottleEvents()]);
    throttledBefore ??= events;
    readings.push({
      atMs,
      temperatureC,
      frequencyMhz: readFrequencyMhz(),
      throttleEvents: events === null || throttledBefore === null ? null : events - throttledBefore,
    });
  };
  let busy = false;
  const next = (): void => {
    // One after the other: where the machine is busy, readings become fewer.
    if (busy) return;
    busy = true;
    reading = read().finally(() => {
      busy = false;
    });
  };
  const end = (): void => {
    clearInterval(timer);
  };
  return {
    end,
    begin: () => {
      if (timer !== undefined) return;
      beganMs = performance.now();
      next();
      timer = setInterval(next, intervalMs);
    },
    stop: async () => {
      end();
      await reading;
      return readings;
    },
  };
}

/** Of the fastest core. Virtual machines and some systems say 0, or always the same. */
function readFrequencyMhz(): number | null {
  const fastest = Math.max(0, ...os.cpus().map(({ speed }) => speed));
  return fastest > 0 ? fastest : null;
}

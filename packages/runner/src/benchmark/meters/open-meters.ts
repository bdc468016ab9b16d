/** All meters of one process as one: opened, begun, ended and closed together. */
import type { Meters, Readings } from './all-meters.ts';
import type { Meter, Metered, OpenMeter } from './meter.ts';

export async function openMeters(meters: Meters, metered: Metered): Promise<Required<Meter<Readings>>> {
  const open = new Map<string, Meter<unknown>>();
  const close = (): void => {
    for (const meter of open.values()) meter.close?.();
  };
  try {
    for (const [name, openMeter] of Object.entries<OpenMeter<unknown>>(meters)) {
      open.set(name, await openMeter(metered));
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    async begin() {
      for (const meter of open.values()) await meter.begin();
    },
    async end(told) {
      const readings: [string, unknown][] = [];
      for (const [name, meter] of open) readings.push([name, await meter.end(told)]);
      // Each name has the reading of the meter that was opened under it.
      return Object.fromEntries(readings) as unknown as Readings;
    },
    close,
  };
}

/** The state that the machine was in. */
import { z } from 'zod';
import { count, mb } from './numbers.ts';

export const interferenceSchema = z.strictObject({
  /** Times the scheduler took the core away from the process. */
  involuntaryContextSwitches: count.nullable(),
  /** Share of all cores' time that a hypervisor gave to others. */
  stealPercent: z.number().nonnegative().nullable(),
  /** Share of the phase in which some task waited for the resource (Linux pressure-stall information). */
  cpuPressurePercent: z.number().nonnegative().nullable(),
  memoryPressurePercent: z.number().nonnegative().nullable(),
  ioPressurePercent: z.number().nonnegative().nullable(),
});
export type Interference = z.infer<typeof interferenceSchema>;

const thermalState = z.enum(['nominal', 'fair', 'serious', 'critical']);

export const environmentSchema = z.strictObject({
  node: z.string(),
  platform: z.string(),
  arch: z.string(),
  cpuModel: z.string(),
  cpuCores: count,
  /** Cores that the container or cgroup allows, where it limits them. */
  cpuQuotaCores: z.number().positive().nullable(),
  memoryLimitMb: mb.nullable(),
  governor: z.string().nullable(),
  container: z.string().nullable(),
  virtualization: z.string().nullable(),
  powerSource: z.enum(['mains', 'battery']).nullable(),
  loadAverage: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  freeMemoryMb: mb,
  /** Hottest sensor before and after, °C. */
  temperatureC: z.strictObject({ before: z.number(), after: z.number() }).nullable(),
  /** Times that the kernel throttled a core between start and end of the benchmark. */
  thermalThrottleEvents: count.nullable(),
  /** How macOS judges the machine's heat before and after: from `serious` on it takes speed away. Null elsewhere, left out in older reports. */
  thermalState: z.strictObject({ before: thermalState, after: thermalState }).nullable().exactOptional(),
  /** Whether macOS saved power before or after. Likewise. */
  lowPowerMode: z.boolean().nullable().exactOptional(),
  interference: z.strictObject({
    load: interferenceSchema.nullable(),
    inference: interferenceSchema.nullable(),
  }),
});
export type Environment = z.infer<typeof environmentSchema>;

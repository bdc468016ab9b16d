/** What ran the model: the engine, the providers that its nodes really ran on, and the time of each operator. */
import { z } from 'zod';
import { runtimeApiSchema } from '../runtime-api.ts';
import { computeUnitSchema } from '../units/compute-units.ts';
import { count, ms } from './numbers.ts';
import { providerSchema } from './provider.ts';

/** By provider: Dumont's name for it (`cuda`), or the library's own where Dumont has none. */
export const placementSchema = z.strictObject({
  verdict: z.enum(['full', 'partial', 'fallback']),
  nodes: z.record(z.string(), count),
  timeMs: z.record(z.string(), ms),
  /** By provider: how many of the nodes that ran there are of which operator. Left out in reports from before. */
  operators: z.record(z.string(), z.record(z.string(), count)).exactOptional(),
  /** Nodes that the runtime put in to carry tensors from one provider to another, in each run. Left out in reports from before. */
  copies: count.exactOptional(),
  /**
   * What the nodes were counted by: the runtime's record of which it gave to whom, each node of the model once, or the profile, each
   * node that ran. Left out in reports from before: the profile.
   */
  source: z.enum(['assignment', 'profile']).exactOptional(),
});
export type Placement = z.infer<typeof placementSchema>;

export const operatorSchema = z.strictObject({
  opType: z.string(),
  provider: z.string(),
  /** Node executions in one run. */
  calls: count,
  /** Median over the profiled runs of the operator's time in one run. */
  ms,
  percent: z.number().nonnegative(),
});
export type OperatorTime = z.infer<typeof operatorSchema>;

export const engineSchema = z.strictObject({
  name: z.string(),
  version: z.string().nullable(),
  computeUnit: z.union([computeUnitSchema, z.string()]),
  requestedProvider: z.string(),
  /** By which interface the runtime was called, where it has several: figures of one are not comparable with those of another. */
  api: runtimeApiSchema.exactOptional(),
  /** ONNX Runtime's library: the version that it gives, and the checksum of its file in hexadecimal, null where that was not read. */
  library: z.strictObject({ version: z.string(), sha256: z.string().nullable() }).exactOptional(),
  /** Left out for the CPU's own. */
  provider: providerSchema.exactOptional(),
  placement: placementSchema.nullable(),
});

/** By version and checksum: builds of one version differ. */
export function describeLibrary({
  version,
  sha256,
}: NonNullable<z.infer<typeof engineSchema>['library']>): string {
  return sha256 === null ? version : `${version} (sha256 ${sha256.slice(0, 12)})`;
}

export const profileSchema = z.strictObject({ runs: z.int().positive(), operators: z.array(operatorSchema) });

/** What ran the model: the engine, the providers that its nodes ran on, and the time of each operator. */
import { z } from 'zod';
import { runtimeApiSchema } from '../runtime-api.ts';
import { computeUnitSchema } from '../units/compute-units.ts';
import { count, ms } from './numbers.ts';
import { placementSchema } from './placement.ts';
import { providerSchema } from './provider.ts';

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

/** An execution provider that was not taken, though it goes before the one that was. */
export const passedOverSchema = z.strictObject({
  provider: z.string(),
  reason: z.string(),
  /** Its library is there, and does not run. */
  isInstalled: z.boolean(),
});
export type PassedOver = z.infer<typeof passedOverSchema>;

export const engineSchema = z.strictObject({
  name: z.string(),
  version: z.string().nullable(),
  computeUnit: z.union([computeUnitSchema, z.string()]),
  requestedProvider: z.string(),
  /** Of a unit that several providers may run: those that go before, and why none of them ran it. Left out where there are none. */
  passedOver: z.array(passedOverSchema).exactOptional(),
  /** By which interface the runtime was called, where it has several: figures of one are not comparable with those of another. */
  api: runtimeApiSchema.exactOptional(),
  /** ONNX Runtime's library: the version that it gives, and the checksum of its file in hexadecimal, null where that was not read. */
  library: z.strictObject({ version: z.string(), sha256: z.string().nullable() }).exactOptional(),
  /** Left out for the CPU's own. */
  provider: providerSchema.exactOptional(),
  /** Where nobody has seen the unit run yet, to be read after "unverified". Left out of units that were seen, and in reports from before. */
  unverified: z.string().exactOptional(),
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

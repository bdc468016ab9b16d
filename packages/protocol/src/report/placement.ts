/** Where the nodes of a model ran, as it was seen or as the runtime planned it. */
import { z } from 'zod';
import { computeUnitRow, parseComputeUnit } from '../units/compute-units.ts';
import { count, ms } from './numbers.ts';

/** By provider: Dumont's name for it (`cuda`), or the library's own where Dumont has none. In a plan, by the short name of a compute unit. */
const byProvider = count;
const byOperator = z.record(z.string(), z.record(z.string(), byProvider));

export const placementSchema = z.strictObject({
  /** `unknown`: some of it ran where it was asked to, and how much nobody can tell. */
  verdict: z.enum(['full', 'partial', 'fallback', 'unknown']),
  nodes: z.record(z.string(), byProvider),
  /** Empty where the runtime tells of no run. */
  timeMs: z.record(z.string(), ms),
  /** By provider: how many of the nodes that ran there are of which operator. Left out in reports from before. */
  operators: byOperator.exactOptional(),
  /** Nodes that the runtime put in to carry tensors from one provider to another, in each run. Left out in reports from before. */
  copies: count.exactOptional(),
  /**
   * What the nodes were counted by: the runtime's record of which it gave to whom, each node of the model once; the profile, each
   * node that ran; or the runtime's plan, which says what it expects and not what ran. Left out where none was counted, and in reports
   * from before: the profile.
   */
  source: z.enum(['assignment', 'profile', 'plan']).exactOptional(),
  /** The part of the model's work that the runtime estimates for each unit, in percent. Left out where its plan estimates none. */
  costPercent: z.record(z.string(), z.number().nonnegative().max(100)).exactOptional(),
  /**
   * What the verdict rests on where the runtime tells of no run: its plan, what was seen from outside while it ran
   * (`acceleratorEvidence`), or both. Left out where a run was counted.
   */
  restsOn: z
    .array(z.enum(['plan', 'evidence']))
    .min(1)
    .max(2)
    .exactOptional(),
});
export type Placement = z.infer<typeof placementSchema>;

/** @returns the key by which a placement has what was asked for */
export function askedPlace(
  { computeUnit, requestedProvider }: { readonly computeUnit: string; readonly requestedProvider: string },
  { source }: Pick<Placement, 'source'>,
): string {
  const unit = source === 'plan' ? parseComputeUnit(computeUnit) : undefined;
  return unit === undefined ? requestedProvider : computeUnitRow(unit).short;
}

/** @returns what the verdict rests on, in words between which is a space: `plan evidence`, or what counted the nodes */
export function placementBasis({ restsOn, source }: Placement): string {
  return restsOn?.join(' ') ?? source ?? 'profile';
}

const MAX_OPERATORS = 10_000;

/** Where a runtime plans to run the operations of a model, by the short names of compute units. */
export const plannedSchema = z.strictObject({
  nodes: byOperator.refine(
    (units) => Object.values(units).every((operators) => Object.keys(operators).length <= MAX_OPERATORS),
    `at most ${MAX_OPERATORS} operators`,
  ),
  /** Of all work, as the runtime estimates it; null where it does not. */
  costPercent: z.record(z.string(), z.number().nonnegative().max(100)).nullable(),
});
export type Planned = z.infer<typeof plannedSchema>;

/** Where the model ran, as far as anybody can tell. Pure. */
import type { Placement } from '@dumont/protocol';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { evidenceOf } from './evidence-of.ts';
import { placementByPlan } from './judge-plan.ts';
import type { Stages } from './stages.ts';

/** @returns null where nobody asked, and where nothing is known */
export function placementOf(
  { computeUnit, placement }: Pick<BenchmarkRequest, 'computeUnit' | 'placement'>,
  { measured, profiled, planned }: Pick<Stages, 'measured' | 'profiled' | 'planned'>,
): Placement | null {
  const profile = profiled?.profile ?? null;
  if (profile !== null) return profile.placement;
  if (placement === 'off' || measured?.engine?.hasProfiler !== false) return null;
  return placementByPlan(computeUnit, planned?.plan?.planned ?? null, evidenceOf(measured));
}

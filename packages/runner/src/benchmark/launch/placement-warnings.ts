/** What a reader must know of where the model ran. Pure. */
import { askedPlace, isAccelerator, warning, type Placement, type Warning } from '@dumont/protocol';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { isSeen } from './judge-plan.ts';
import type { Stages } from './stages.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'placement' | 'profile'>;

interface Placed {
  readonly placement: Placement | null;
  readonly requestedProvider: string;
}

export function placementWarnings(
  request: Asked,
  { placement, requestedProvider }: Placed,
  stages: Pick<Stages, 'measured' | 'notPlanned'>,
): Warning[] {
  if (placement === null) return unknownWarnings(request, stages);
  return [
    ...(placement.restsOn === undefined ? [] : planWarnings(request, placement, stages.notPlanned)),
    ...partialWarnings(request, placement, requestedProvider),
    ...(placement.restsOn !== undefined && request.profile ? profilerWarnings(stages) : []),
  ];
}

function partialWarnings({ computeUnit }: Asked, placement: Placement, requestedProvider: string): Warning[] {
  const { verdict, restsOn, nodes, copies = 0, source } = placement;
  const isTold = verdict === 'partial' || (verdict === 'fallback' && restsOn === undefined);
  if (!isTold) return [];
  const provider = askedPlace({ computeUnit, requestedProvider }, placement);
  const all = Object.values(nodes).reduce((total, count) => total + count, 0);
  return [
    warning('PLACEMENT_PARTIAL', {
      provider,
      nodesElsewhere: all - (nodes[provider] ?? 0),
      nodes: all,
      copies,
      ...(source === 'plan' ? { isPlanned: true } : {}),
    }),
  ];
}

function planWarnings({ computeUnit }: Asked, placement: Placement, notPlanned: string | null): Warning[] {
  const { verdict, restsOn = [], source } = placement;
  if (verdict === 'unknown') {
    const reason =
      source === 'plan' ? 'the plan has none of it there' : (notPlanned ?? 'the engine tells no plan');
    return [warning('PLACEMENT_UNKNOWN', { unit: computeUnit, wasSeen: true, reason })];
  }
  if (isSeen(computeUnit, placement)) return [];
  const provider = askedPlace({ computeUnit, requestedProvider: '' }, placement);
  const facts = {
    unit: computeUnit,
    wasLookedFor: restsOn.includes('evidence'),
    isPlanned: (placement.nodes[provider] ?? 0) > 0,
  };
  return [warning('UNIT_NOT_SEEN', facts)];
}

function unknownWarnings(
  request: Asked,
  { measured, notPlanned }: Pick<Stages, 'measured' | 'notPlanned'>,
): Warning[] {
  if (request.placement === 'off' && !request.profile) return [];
  if (notPlanned === null || !isAccelerator(request.computeUnit)) return profilerWarnings({ measured });
  return [
    warning('PLACEMENT_UNKNOWN', { unit: request.computeUnit, wasSeen: false, reason: notPlanned }),
    ...(request.profile ? profilerWarnings({ measured }) : []),
  ];
}

function profilerWarnings({ measured }: Pick<Stages, 'measured'>): Warning[] {
  const engine = measured?.engine ?? null;
  return engine === null || engine.hasProfiler ? [] : [warning('NO_PROFILER', { engine: engine.name })];
}

/** Where a model ran, of an engine that tells of no run: by what it planned, and by what was seen from outside. Pure. */
import {
  computeUnitRow,
  isAccelerator,
  isPlugInUnit,
  type AcceleratorEvidence,
  type AnyUnit,
  type Placement,
  type Planned,
} from '@dumont/protocol';

type Plan = 'full' | 'partial' | 'fallback' | 'none';
/** Whether the unit was seen at work. */
type Sight = 'seen' | 'unseen' | 'unread';
type Judged = Required<Pick<Placement, 'verdict' | 'restsOn'>>;

const BOTH = ['plan', 'evidence'] as const;

/**
 * What was seen outweighs what was planned. That a unit was seen says nothing of how much it ran: there the plan is believed, unless it
 * says that none would.
 */
const JUDGED: Readonly<Record<Plan, Readonly<Record<Sight, Judged | null>>>> = {
  full: {
    seen: { verdict: 'full', restsOn: [...BOTH] },
    unseen: { verdict: 'fallback', restsOn: ['evidence'] },
    unread: { verdict: 'full', restsOn: ['plan'] },
  },
  partial: {
    seen: { verdict: 'partial', restsOn: [...BOTH] },
    unseen: { verdict: 'fallback', restsOn: ['evidence'] },
    unread: { verdict: 'partial', restsOn: ['plan'] },
  },
  fallback: {
    seen: { verdict: 'unknown', restsOn: ['evidence'] },
    unseen: { verdict: 'fallback', restsOn: [...BOTH] },
    unread: { verdict: 'fallback', restsOn: ['plan'] },
  },
  none: {
    seen: { verdict: 'unknown', restsOn: ['evidence'] },
    unseen: { verdict: 'fallback', restsOn: ['evidence'] },
    unread: null,
  },
};

/**
 * @param planned null where the engine told no plan
 * @param evidence of the measured runs; null where nobody could look
 * @returns null where neither says anything
 */
export function placementByPlan(
  unit: AnyUnit,
  planned: Planned | null,
  evidence: AcceleratorEvidence | null,
): Placement | null {
  const nodes = nodesOf(planned);
  const judged = JUDGED[planOf(unit, nodes)][sightOf(unit, evidence)];
  if (judged === null) return null;
  return {
    ...judged,
    nodes,
    timeMs: {},
    ...(planned === null ? {} : { source: 'plan', operators: planned.nodes }),
    ...costOf(planned),
  };
}

function costOf(planned: Planned | null): Pick<Placement, 'costPercent'> {
  const costPercent = planned?.costPercent ?? null;
  return costPercent === null ? {} : { costPercent };
}

/** @returns whether the unit was seen where it is one that can be: the CPU is always there */
export function isSeen(unit: AnyUnit, { restsOn = [], verdict }: Placement): boolean {
  return !isAccelerator(unit) || (restsOn.includes('evidence') && verdict !== 'fallback');
}

function nodesOf(planned: Planned | null): Record<string, number> {
  return Object.fromEntries(
    Object.entries(planned?.nodes ?? {}).map(([place, operators]) => [
      place,
      Object.values(operators).reduce((sum, count) => sum + count, 0),
    ]),
  );
}

function planOf(unit: AnyUnit, nodes: Readonly<Record<string, number>>): Plan {
  const places = Object.keys(nodes).filter((place) => (nodes[place] ?? 0) > 0);
  if (places.length === 0) return 'none';
  const asked = isPlugInUnit(unit) ? '' : computeUnitRow(unit).short;
  if (!places.includes(asked)) return 'fallback';
  return places.length === 1 ? 'full' : 'partial';
}

function sightOf(unit: AnyUnit, evidence: AcceleratorEvidence | null): Sight {
  const field = isPlugInUnit(unit) ? undefined : computeUnitRow(unit).shownBy;
  const amount = field === undefined ? null : (evidence?.[field] ?? null);
  if (amount === null) return 'unread';
  return amount > 0 ? 'seen' : 'unseen';
}

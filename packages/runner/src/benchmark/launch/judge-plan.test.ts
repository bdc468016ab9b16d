import t from 'tap';
import type { AcceleratorEvidence, AnyUnit, Planned } from '@dumont/protocol';
import { isSeen, placementByPlan } from './judge-plan.ts';

const PLANS = {
  full: { ane: { conv: 3 } },
  partial: { ane: { conv: 2 }, 'coreml-cpu': { cast: 1 } },
  fallback: { 'coreml-cpu': { conv: 3 } },
  elsewhere: { 'coreml-gpu': { conv: 3 } },
  empty: {},
  none: null,
} as const satisfies Record<string, Planned['nodes'] | null>;

const NOTHING: AcceleratorEvidence = { elapsedMs: 100, gpuTimeMs: 0, neuralFootprintMb: 0, cpuTimeMs: 90 };
const SIGHTS = {
  seen: { ...NOTHING, neuralFootprintMb: 12 },
  unseen: NOTHING,
  'of another unit': { ...NOTHING, gpuTimeMs: 50 },
  'not told': { ...NOTHING, neuralFootprintMb: null },
  none: null,
} as const satisfies Record<string, AcceleratorEvidence | null>;

const ANE = 'Neural Engine (CoreML)';
const planned = (nodes: Planned['nodes'] | null): Planned | null => nodes && { nodes, costPercent: null };

await t.test('every plan beside everything that can be seen', (t) => {
  const cases: [keyof typeof PLANS, keyof typeof SIGHTS, string | null, boolean?][] = [
    ['full', 'seen', 'full by plan evidence', true],
    ['full', 'unseen', 'fallback by evidence', false],
    ['full', 'of another unit', 'fallback by evidence', false],
    ['full', 'not told', 'full by plan', false],
    ['full', 'none', 'full by plan', false],
    ['partial', 'seen', 'partial by plan evidence', true],
    ['partial', 'unseen', 'fallback by evidence', false],
    ['partial', 'none', 'partial by plan', false],
    ['fallback', 'seen', 'unknown by evidence', true],
    ['fallback', 'unseen', 'fallback by plan evidence', false],
    ['fallback', 'none', 'fallback by plan', false],
    ['elsewhere', 'none', 'fallback by plan', false],
    ['empty', 'seen', 'unknown by evidence', true],
    ['empty', 'none', null],
    ['none', 'seen', 'unknown by evidence', true],
    ['none', 'unseen', 'fallback by evidence', false],
    ['none', 'not told', null],
    ['none', 'none', null],
  ];
  for (const [plan, sight, expected, seen] of cases) {
    const placement = placementByPlan(ANE, planned(PLANS[plan]), SIGHTS[sight]);
    const words = placement && `${placement.verdict} by ${placement.restsOn?.join(' ') ?? ''}`;
    t.equal(words, expected, `planned ${plan}, seen: ${sight}`);
    if (placement !== null) t.equal(isSeen(ANE, placement), seen, `planned ${plan}, seen: ${sight}`);
  }
  t.end();
});

await t.test('each unit by what shows it, and the CPU by nothing', (t) => {
  const judged = (unit: AnyUnit, place: string) => {
    const placement = placementByPlan(unit, planned({ [place]: { conv: 1 } }), { ...NOTHING, gpuTimeMs: 5 });
    return placement && [placement.verdict, isSeen(unit, placement)];
  };
  t.strictSame(judged('GPU (CoreML)', 'coreml-gpu'), ['full', true]);
  t.strictSame(judged(ANE, 'ane'), ['fallback', false]);
  t.strictSame(judged('CPU (CoreML)', 'coreml-cpu'), ['full', true]);
  t.end();
});

await t.test('nodes are counted, and work is kept where it was estimated', (t) => {
  const work = { ane: 75, 'coreml-cpu': 25 };
  t.strictSame(placementByPlan(ANE, { nodes: PLANS.partial, costPercent: work }, null), {
    verdict: 'partial',
    restsOn: ['plan'],
    nodes: { ane: 2, 'coreml-cpu': 1 },
    timeMs: {},
    source: 'plan',
    operators: PLANS.partial,
    costPercent: work,
  });
  t.end();
});

import t from 'tap';
import type { Layer, Refusal } from './layers/layer.ts';
import { choosePlan, type FoundLayers } from './plan.ts';

const names = (layers: readonly Layer[]): string[] => layers.map(({ name }) => name);

const bubblewrap: Layer = { name: 'bubblewrap', role: 'wall' };
const rlimits: Layer = { name: 'rlimits', role: 'limit' };
const permissions: Layer = { name: 'node-permissions' };
const base: readonly Layer[] = [
  { name: 'process', isUsed: () => true },
  { name: 'cleared-environment', isUsed: () => true },
];
const noWall: Refusal = { role: 'wall', missing: 'bubblewrap', reason: 'Install it.', remedy: 'Install it.' };
const noLimit: Refusal = {
  role: 'limit',
  missing: 'rlimits',
  reason: 'Nothing sets limits.',
  remedy: 'util-linux',
};
/** One that only a wall brings along. */
const parentDeath: Layer = { name: 'parent-death', isUsed: (_mode, walled) => walled };

const all: FoundLayers = { layers: [...base, parentDeath, bubblewrap, rlimits, permissions], refusals: [] };
const none: FoundLayers = { layers: [...base, parentDeath], refusals: [noWall, noLimit] };

await t.test('all that there is is used', async (t) => {
  for (const mode of ['auto', 'strict'] as const) {
    const plan = choosePlan(mode, all);
    t.same(names(plan.layers), [
      'process',
      'cleared-environment',
      'parent-death',
      'bubblewrap',
      'rlimits',
      'node-permissions',
    ]);
    t.same(plan.missing, []);
  }
});

await t.test('auto goes without and says so; strict does not', async (t) => {
  const plan = choosePlan('auto', none);
  t.same(names(plan.layers), ['process', 'cleared-environment']);
  t.same(plan.missing, ['bubblewrap', 'rlimits']);
  t.match(plan.reason, /Install it\./);
  t.throws(() => choosePlan('strict', none), {
    code: 'SANDBOX_UNAVAILABLE',
    exitCode: 14,
    message: /strict.*Install it\./,
  });
  t.throws(() => choosePlan('strict', { layers: [...base, bubblewrap], refusals: [noLimit] }), {
    code: 'SANDBOX_UNAVAILABLE',
    message: /util-linux/,
  });
});

await t.test('Node’s permissions alone are no wall', async (t) => {
  const alone = { ...none, layers: [...base, permissions] };
  t.throws(() => choosePlan('strict', alone), { code: 'SANDBOX_UNAVAILABLE' });
  t.ok(choosePlan('auto', alone).missing.includes('bubblewrap'));
});

await t.test('a role that another layer plays is not missed', async (t) => {
  const seatbelt: Layer = { name: 'seatbelt', role: 'wall' };
  const plan = choosePlan('strict', { layers: [...base, seatbelt, rlimits], refusals: [noWall] });
  t.same(plan.missing, []);
  t.ok(plan.walled);
});

await t.test('what this system has no such thing of does not stop strict, and is told', async (t) => {
  const plan = choosePlan('strict', {
    layers: [...base, bubblewrap],
    refusals: [{ ...noLimit, remedy: null }],
  });
  t.same(plan.missing, ['rlimits']);
  t.equal(plan.reason, 'Nothing sets limits.');
});

await t.test('off is off: only what needs no wall', async (t) => {
  const { layers, walled } = choosePlan('off', all);
  t.same(names(layers), ['process', 'cleared-environment']);
  t.notOk(walled);
  const always: Layer = { ...parentDeath, isUsed: () => true };
  t.same(names(choosePlan('off', { ...all, layers: [...base, always, bubblewrap] }).layers), [
    'process',
    'cleared-environment',
    'parent-death',
  ]);
});

await t.test('shortcomings of a layer are told', async (t) => {
  const old: Layer = { ...bubblewrap, shortcomings: [{ missing: 'scratch-limit', reason: 'Update it.' }] };
  const { missing, reason } = choosePlan('strict', { layers: [old, rlimits], refusals: [] });
  t.same(missing, ['scratch-limit']);
  t.equal(reason, 'Update it.');
});

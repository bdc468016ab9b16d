import t from 'tap';
import { choosePlan, type Capabilities } from './plan.ts';

const all: Capabilities = {
  bubblewrap: {
    program: '/usr/bin/bwrap',
    features: { disableUserns: true, size: true, bindDescriptor: true },
  },
  seatbelt: false,
  cgroup: null,
  prlimit: '/usr/bin/prlimit',
  parentDeath: true,
  nodePermissions: true,
  taskLimit: true,
  refusal: '',
};
const none: Capabilities = {
  ...all,
  bubblewrap: null,
  prlimit: null,
  parentDeath: false,
  nodePermissions: false,
  refusal: 'Install it.',
};

await t.test('all that there is is used', async (t) => {
  for (const mode of ['auto', 'strict'] as const) {
    const plan = choosePlan(mode, { ...all, cgroup: '/sys/fs/cgroup/service' });
    t.same(plan.layers, [
      'process',
      'cleared-environment',
      'parent-death',
      'bubblewrap',
      'cgroup',
      'rlimits',
      'node-permissions',
    ]);
    t.same(plan.missing, []);
  }
});

await t.test('auto goes without and says so; strict does not', async (t) => {
  const plan = choosePlan('auto', none);
  t.same(plan.layers, ['process', 'cleared-environment']);
  t.same(plan.missing, ['bubblewrap', 'rlimits']);
  t.match(plan.reason, /Install it\./);
  t.throws(() => choosePlan('strict', none), {
    code: 'SANDBOX_UNAVAILABLE',
    exitCode: 14,
    message: /strict.*Install it\./,
  });
  t.throws(() => choosePlan('strict', { ...all, prlimit: null }), {
    code: 'SANDBOX_UNAVAILABLE',
    message: /util-linux/,
  });
});

await t.test('Node’s permissions alone are no wall', async (t) => {
  const alone = { ...none, nodePermissions: true };
  t.throws(() => choosePlan('strict', alone), { code: 'SANDBOX_UNAVAILABLE' });
  t.ok(choosePlan('auto', alone).missing.includes('bubblewrap'));
});

await t.test('off is off, and an old bubblewrap is told of', async (t) => {
  t.same(choosePlan('off', all).layers, ['process', 'cleared-environment', 'parent-death']);
  const old = {
    program: '/usr/bin/bwrap',
    features: { disableUserns: false, size: false, bindDescriptor: false },
  };
  t.same(choosePlan('strict', { ...all, bubblewrap: old }).missing, ['scratch-limit']);
});

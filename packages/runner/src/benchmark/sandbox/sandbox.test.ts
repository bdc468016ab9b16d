/** How the layers that this machine has come together around a command. */
import { execPath } from 'node:process';
import type { RunnerTask, SandboxMode } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { Sandbox, type Confined } from './sandbox.ts';
import { DEFAULT_SANDBOX } from './settings.ts';

const skip = process.platform !== 'linux' && 'the layers of Linux';
const task: RunnerTask = { kind: 'probe', engine: { name: 'fake', package: null } };
const ORDER = [
  'process',
  'cleared-environment',
  'parent-death',
  'bubblewrap',
  'cgroup',
  'rlimits',
  'node-permissions',
];

async function confine(t: Test, mode: SandboxMode) {
  const sandbox = await Sandbox.open({ ...DEFAULT_SANDBOX, mode }, 2 ** 32, []);
  t.teardown(() => sandbox.close());
  const confined = await sandbox.confine(task, { nodeArguments: ['--inner'], entry: 'entry' });
  t.teardown(() => Promise.all(confined.containers.map((container) => container.close())));
  return { sandbox, confined };
}

/** @returns where each word first comes in the command */
function places({ command }: Confined, ...words: string[]): number[] {
  return words.map((word) => command.findIndex((part) => part.endsWith(word)));
}

await t.test('each layer that is used is around the next', { skip }, async (t) => {
  const { sandbox, confined } = await confine(t, 'auto');
  const { layers } = sandbox.describe();
  t.same(
    layers,
    ORDER.filter((name) => layers.includes(name)),
    'in the order of reports',
  );
  t.same(confined.command.slice(-2), ['--inner', 'entry']);
  if (!layers.includes('bubblewrap')) return;
  const inward = places(confined, 'bwrap', 'prlimit', '--core=0', '--permission', '--inner');
  t.same(
    inward,
    inward.toSorted((a, b) => a - b),
    confined.command.join(' '),
  );
  t.notOk(inward.includes(-1));
  t.ok(confined.command.includes(execPath));
  t.same(places(confined, 'setpriv', '/usr/bin/env'), [-1, -1], 'a wall does both by itself');
  t.equal(confined.wrappers, 2);
  t.equal(confined.environment['HOME'], sandbox.scratchFolder);
});

await t.test('off: the process alone, which ends with its parent', { skip }, async (t) => {
  const { sandbox, confined } = await confine(t, 'off');
  t.equal(sandbox.check, undefined);
  t.equal(sandbox.scratchFolder, null);
  t.same(confined.containers, []);
  t.same(places(confined, 'bwrap', 'prlimit', '--permission', '/usr/bin/env'), [-1, -1, -1, -1]);
  t.same(confined.command.slice(-3), [execPath, '--inner', 'entry']);
  t.match(sandbox.describe(), { mode: 'off', missing: [] });
});

await t.test(
  'an engine of somebody else’s runs without Node’s permissions, and that is told',
  { skip },
  async (t) => {
    const { sandbox } = await confine(t, 'auto');
    const other: RunnerTask = { kind: 'probe', engine: { name: 'theirs', package: import.meta.filename } };
    const { command } = await sandbox.confine(other, { nodeArguments: [], entry: 'entry' });
    t.notOk(command.includes('--permission'));
    t.notOk(sandbox.describe().layers.includes('node-permissions'));
  },
);

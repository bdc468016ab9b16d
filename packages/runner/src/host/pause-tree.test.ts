/** A tree of real processes stopped and continued. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { endWithParent } from '../benchmark/sandbox/layers/parent-death.ts';
import { killTree } from './kill-tree.ts';
import { pauseTree, resumeTree } from './pause-tree.ts';
import { parseState } from './proc-files.ts';
import { listTree } from './process-tree.ts';
import { isGone } from './system-error.ts';

const skip = process.platform !== 'linux' && 'states are read from /proc';

/** Counts aloud, and has a child that does nothing but spin. */
const SPINNING = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'process.send("up"); for (;;);'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('message', () => { let count = 0; setInterval(() => console.log(++count), 1); });`;

function stateOf(pid: number): string | null {
  return parseState(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

function isThere(pid: number): boolean {
  try {
    return stateOf(pid) !== 'Z';
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

async function start(command: readonly string[]): Promise<ChildProcess> {
  const [program = '', ...words] = command;
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  await once(child.stdout, 'data');
  return child;
}

await t.test('all of it stops, goes on, and can be killed while stopped', { skip }, async (t) => {
  const child = await start([process.execPath, '-e', SPINNING]);
  const pid = child.pid ?? 0;
  t.teardown(() => killTree(pid));
  const tree = await listTree(pid);
  t.equal(tree.length, 2, 'it has a child');
  await pauseTree(pid);
  t.same(tree.map(stateOf), ['T', 'T']);
  await pauseTree(pid);
  t.same(tree.map(stateOf), ['T', 'T'], 'a second time changes nothing');

  await resumeTree(pid);
  t.not(stateOf(tree[1] ?? 0), 'T');
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  await once(lines, 'line');
  t.pass('it counts on');

  await pauseTree(pid);
  await Promise.all([once(child, 'exit'), killTree(pid)]);
  t.equal(child.signalCode, 'SIGKILL');
});

await t.test('one that is gone is neither stopped nor continued', { skip }, async (t) => {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'exit');
  await pauseTree(child.pid ?? 0);
  await resumeTree(child.pid ?? 0);
  t.equal(child.exitCode, 0);
});

await t.test(
  'one that is stopped ends with whoever stopped it, where it was started so',
  { skip },
  async (t) => {
    const stopped = endWithParent([
      process.execPath,
      '-e',
      'console.log(process.pid); setInterval(() => 0, 1000)',
    ]);
    const PARENT = `
    const [program, ...words] = ${JSON.stringify(stopped)};
    const child = require('node:child_process').spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', (pid) => { process.kill(child.pid, 'SIGSTOP'); console.log(String(pid)); });
    setInterval(() => 0, 1000);`;
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    t.ok((await listTree(pid)).includes(pid), 'it is there');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (isThere(pid)) await setImmediate();
    t.pass('and gone with its parent');
  },
);

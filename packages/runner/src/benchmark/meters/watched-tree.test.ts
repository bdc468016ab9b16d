import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { killGroup } from '../../host/kill-tree.ts';
import { MOST_PROCESSES, WatchedTree } from './watched-tree.ts';

const skip = process.platform === 'win32' ? 'the processes are started by a shell' : false;

await t.test('tells once of more processes than any engine needs', { skip }, async (t) => {
  const root = await startProcesses(t, MOST_PROCESSES + 1);
  const told: number[] = [];
  const onTooManyProcesses = (count: number): void => {
    told.push(count);
  };
  const tree = new WatchedTree(root, { wrappers: 0, onTooManyProcesses });
  t.equal((await tree.list()).length, MOST_PROCESSES + 1);
  await tree.list();
  t.same(told, [MOST_PROCESSES + 1]);

  const inner = new WatchedTree(root, { wrappers: 1, onTooManyProcesses });
  t.notOk((await inner.list()).includes(root), "a sandbox's own process is none of them");
  t.equal(told.length, 1);
});

/** @returns the process id of a shell that is, with its children, that many */
async function startProcesses(t: Test, count: number): Promise<number> {
  const script = `i=1; while [ $i -lt ${count} ]; do sleep 600 & i=$((i + 1)); done; echo started; wait`;
  const shell = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const { pid } = shell;
  if (pid === undefined) throw new Error('there is no shell');
  t.teardown(async () => {
    killGroup(pid);
    if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
  });
  await once(shell.stdout, 'data');
  return pid;
}

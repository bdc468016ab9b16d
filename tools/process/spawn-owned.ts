/** Processes that end with this one. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { findProgram } from '../../packages/runner/src/host/programs.ts';
import { endWithParent } from '../../packages/runner/src/benchmark/sandbox/layers/parent-death.ts';

export type Command = readonly [program: string, ...programArguments: string[]];

const running = new Set<ChildProcess>();

/** Starts a process that is killed when this one ends; where the system can do that, also when this one is killed. */
export function spawnOwned(command: Command, options: SpawnOptions): ChildProcess {
  const [program, ...words] = boundToThisProcess(command);
  const child = spawn(program, words, options);
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  });
  return child;
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Found on the PATH of this process: the new one may have another. */
function boundToThisProcess(command: Command): Command {
  const [name, ...words] = endWithParent(command);
  const program = findProgram(name);
  return program === null ? command : [program, ...words];
}

/** Processes that end with this one. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { findProgram } from '../../packages/runner/src/benchmark/sandbox/command.ts';
import { endWithParent } from '../../packages/runner/src/benchmark/sandbox/layers/parent-death.ts';

export type Command = readonly [program: string, ...programArguments: string[]];

/** Starts a process that is killed when this one ends; where the system can do that, also when this one is killed. */
export function spawnOwned(command: Command, options: SpawnOptions): ChildProcess {
  const [program, ...words] = boundToThisProcess(command);
  const child = spawn(program, words, options);
  const killWithOwner = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithOwner);
  child.once('exit', () => process.off('exit', killWithOwner));
  return child;
}

/** Found on the PATH of this process: the new one may have another. */
function boundToThisProcess(command: Command): Command {
  const [name, ...words] = endWithParent(command);
  const program = findProgram(name);
  return program === null ? command : [program, ...words];
}

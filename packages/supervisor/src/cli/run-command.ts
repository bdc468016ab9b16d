/** One call of `dumont-supervisor`, from its arguments to its exit code. */
import { printableMessage, DumontError, errorCatalogue, toDumontError } from '@dumont/protocol';
import { CommanderError, type Command } from 'commander';
import { readConfig, type ReadConfig } from '../config/read-config.ts';
import { createLogger } from '../log/create-logger.ts';
import type { Logger } from 'pino';
import { keepSecret, withoutSecrets } from '../log/secrets.ts';
import { buildProgram, readFlags, type CommandName } from './program.ts';

export interface Invocation extends ReadConfig {
  readonly log: Logger;
  readonly json: boolean;
  /** Of `enroll`: the id to take over. */
  readonly workerId: string | null;
  /** Of `enroll` */
  readonly newIdentity: boolean;
}

type Action = (invocation: Invocation) => Promise<number>;

/** Loaded when asked for: --help is to answer at once. */
const ACTIONS: Readonly<Record<CommandName, () => Promise<Action>>> = {
  start: async () => (await import('./start.ts')).start,
  info: async () => (await import('./info.ts')).info,
  validate: async () => (await import('./validate.ts')).validate,
  test: async () => (await import('./test-connections.ts')).testConnections,
  enroll: async () => (await import('./enroll.ts')).enroll,
};

/** @returns the exit code; everything that was to be said has been written by then */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const act =
    (name: CommandName) =>
    async (command: Command): Promise<void> => {
      const invocation = await invoke(command);
      exitCode = await (await ACTIONS[name]())(invocation);
    };
  const program = buildProgram({
    start: act('start'),
    info: act('info'),
    validate: act('validate'),
    test: act('test'),
    enroll: act('enroll'),
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error);
  }
}

async function invoke(command: Command): Promise<Invocation> {
  const read = await readConfig(readFlags(command), process.env);
  keepSecret(read.config.token);
  keepSecret(read.config.redisUrl?.password);
  const { NO_COLOR, TERM } = process.env;
  const log = await createLogger({
    level: read.config.logLevel,
    terminal: process.stderr.isTTY,
    color: !NO_COLOR && TERM !== 'dumb',
  });
  const workerId: unknown = command.getOptionValue('workerId');
  return {
    ...read,
    log,
    json: command.getOptionValue('json') === true,
    workerId: typeof workerId === 'string' ? workerId : null,
    newIdentity: command.getOptionValue('newIdentity') === true,
  };
}

/** Says on stderr what went wrong. @returns the exit code for it */
function explain(thrown: unknown): number {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : errorCatalogue.USAGE.exitCode;
  const error = toDumontError(thrown);
  const lines = [`error: ${printableMessage(error.message)}`];
  if (!(thrown instanceof DumontError) && thrown instanceof Error)
    lines.push(printableMessage(thrown.stack ?? ''));
  if (error.code === 'USAGE') lines.push('See dumont-supervisor --help.');
  process.stderr.write(withoutSecrets(`${lines.join('\n')}\n`));
  return error.exitCode;
}

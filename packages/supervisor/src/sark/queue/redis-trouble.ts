/** What an error of a command says about its connection. Pure. */
import { messageOf } from '@dumont/protocol';
import { OrchestratorError } from '../../orchestrator/orchestrator-error.ts';
import { errorCode } from '@dumont/runner/host';

export interface Refusal {
  /**
   * `connection`: whoever answers is not, or no longer, who is needed. `full`: it was closed by a server with too many. `command`: this
   * one is not taken, whoever asks. `none`: an answer like any other.
   */
  readonly means: 'connection' | 'full' | 'command' | 'none';
  readonly message: string;
}

const CONNECTION = /^(READONLY|LOADING|MASTERDOWN|NOAUTH|WRONGPASS|UNBLOCKED|CLUSTERDOWN)\b/;
const COMMAND =
  /^(OOM|MISCONF|NOPERM|NOREPLICAS|WRONGTYPE)\b|^(ERR )?(ACL failure|The user executing the script can't)/;
/** What Redis up to 6.2 puts before the words of a script's own command. */
const IN_SCRIPT = /^ERR Error running script .*?@user_script: ?\d+: -?/;
const FULL = 'max number of clients';

/** The words of ioredis for a command that was never sent, or whose answer never came: they say nothing about why. */
const WORDLESS =
  /^(Connection is closed|Stream isn't writeable|Reached the max retries|Command aborted|Redis is already connecting|no connection to Redis$)/;

/** @returns null where it is no answer of the server */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  const { message } = error;
  const words = message.replace(IN_SCRIPT, '');
  if (words.includes(FULL)) return { means: 'full', message };
  if (CONNECTION.test(words)) return { means: 'connection', message };
  return { means: COMMAND.test(words) ? 'command' : 'none', message };
}

/** Whether the server answered and refused this command: others, with other keys, may be taken. */
export function isRefusedAlone(error: unknown): boolean {
  const means = refusalOf(error)?.means;
  return means === 'command' || means === 'none';
}

/** For those who know no Redis. */
export function toOrchestratorError(error: unknown): OrchestratorError {
  return new OrchestratorError(messageOf(error), isRefusedAlone(error) ? 'refused' : 'away', {
    cause: error,
  });
}

/** Whether the server turned this connection away because it has too many. */
export function isTooManyClients(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes(FULL) || isTooManyClients(error.cause);
}

/** @param cause what was last heard about the connection */
export function whyUnanswered(error: unknown, cause: Error | null, timeoutMs: number): string {
  const own = error instanceof Error && !WORDLESS.test(error.message) ? error : null;
  if (own?.message === 'Command timed out') return `Redis has not answered for ${timeoutMs / 1000} s`;
  // What the server itself said tells more than how the system saw the end of its connection.
  const why = refusalOf(cause) === null ? (own ?? cause) : cause;
  if (why === null) return 'there is no connection to Redis';
  return `there is no connection to Redis: ${wordsOf(why)}`;
}

/** Several addresses were tried: each has its own error, and the whole has no words. */
function wordsOf(error: Error): string {
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) return error.errors.map((each) => String(each)).join('; ');
  return errorCode(error) ?? error.name;
}

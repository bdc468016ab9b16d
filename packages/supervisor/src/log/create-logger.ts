/** Logs go to stderr: words on a terminal, NDJSON elsewhere. Secrets do not go there at all. */
import { escapeJson, showableLine } from '@dumont/protocol';
import pino, { type Logger } from 'pino';
import { openLogStream, openSocketLogStream } from './log-stream.ts';
import { withoutSecrets } from './secrets.ts';

const STDERR = 2;
/** Only Linux opens it anew; elsewhere it is the same as before, and so are those who share it. */
const OWN_STDERR = '/proc/self/fd/2';
const HIDDEN = '[hidden]';
/** By name, wherever they are; whoever logs an address has redacted it. */
const SECRETS = ['token', 'password', 'redisUrl', 'authorization'];

interface LogOptions {
  readonly level: string;
  readonly terminal: boolean;
  readonly color: boolean;
}

export async function createLogger({ level, terminal, color }: LogOptions): Promise<Logger> {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // Its code is memory that a service without a terminal does not pay for.
  const destination = terminal
    ? (await import('pino-pretty')).default({
        destination: STDERR,
        sync: true,
        colorize: color,
        translateTime: 'SYS:HH:MM:ss',
        ignore: 'pid,hostname',
        singleLine: true,
      })
    : (openLogStream(OWN_STDERR) ??
      openSocketLogStream(STDERR) ??
      pino.destination({ dest: STDERR, sync: true }));
  const escape = terminal ? showableLine : escapeJson;
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths, censor: HIDDEN },
      serializers: { err: describeError },
      hooks: { streamWrite: (line) => escape(withoutSecrets(line)) },
    },
    destination,
  );
}

/** An error's own words and cause: a stack only where it is a bug's, since the errors of a network have none worth reading. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, cause } = error;
  const isBug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return {
    type: name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(cause instanceof Error && cause.message !== message ? { cause: cause.message } : {}),
    ...(isBug ? { stack: error.stack } : {}),
  };
}

/** Logs go to stderr: words on a terminal, NDJSON elsewhere. */
import { escapeJson, showableLine } from '@dumont/protocol';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export interface LogOptions {
  readonly level: string;
  readonly quiet: boolean;
  readonly color: boolean;
  readonly terminal: boolean;
}

const STDERR = 2;

export function createLogger({ level, quiet, color, terminal }: LogOptions): Logger {
  const { values } = pino.levels;
  // Quiet wins over a more talkative level, not over silence.
  const shown = quiet && (values[level] ?? Infinity) < (values['error'] ?? 0) ? 'error' : level;
  // Synchronous and without a worker thread: nothing is lost at exit, and no thread runs beside what is measured.
  const destination = terminal
    ? pretty({
        destination: STDERR,
        sync: true,
        colorize: color,
        singleLine: true,
        messageFormat: '{if model}{model}: {end}{msg}{if code} [{code}]{end}',
        ignore: 'time,model,computeUnit,code,exitCode',
      })
    : pino.destination({ dest: STDERR, sync: true });
  const hooks = { streamWrite: terminal ? showableLine : escapeJson };
  return pino({ level: shown, base: null, hooks }, destination);
}

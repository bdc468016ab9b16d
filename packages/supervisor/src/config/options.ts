/** Every setting of the supervisor: one row each. Flag, environment variable, file key, help and documentation are made from it. */
import os from 'node:os';
import path from 'node:path';
import { parseCount, parsedText, parseDurationMs, parseSizeBytes, sandboxModeSchema } from '@dumont/protocol';
import { parseHost, parseRange } from '@dumont/runner/models';
import type { z } from 'zod';
import { parseHostName, parseHttpUrl, parsePort, parseRedisUrl, parseToken } from './values.ts';

export interface OptionRow<Value = unknown> {
  /** What follows the flag in the help; '' for a switch. */
  readonly placeholder: string;
  readonly help: string;
  readonly value: z.ZodType<Value, string>;
  readonly initial?: string;
  /** Never shown, never logged. */
  readonly secret?: true;
  /** Takes several values, each given by its own flag, separated by commas in the environment. */
  readonly repeatable?: true;
  /** Not to be set in the file: it says where the file is. */
  readonly notInFile?: true;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
const WAKES = ['blmove', 'poll'] as const;

const filled = parsedText('filled in', (text) => (text.trim() === '' ? undefined : text.trim()));
const file = parsedText('a path', (text) => (text === '' ? undefined : path.resolve(text)));
const duration = parsedText('a time such as 30s, 5m or 1h', parseDurationMs);
const size = parsedText('a size with its unit, such as 512MB or 20GB', parseSizeBytes);
const toggle = parsedText('true or false', (text) => ({ true: true, false: false })[text.toLowerCase()]);
const oneOf = <const Names extends readonly string[]>(names: Names): z.ZodType<Names[number], string> =>
  parsedText(`one of ${names.join(', ')}`, (text) => names.find((name) => name === text));
const count = (min: number, max: number): z.ZodType<number, string> =>
  parsedText(`a whole number from ${min} to ${max}`, (text) => parseCount(text, min, max));

export const OPTIONS = {
  host: {
    placeholder: 'url',
    help: 'the orchestrator, such as http://192.168.1.100:5000',
    value: parsedText(
      'an http(s) URL without a path of its own, such as http://192.168.1.100:5000',
      parseHttpUrl,
    ),
  },
  redisHost: {
    placeholder: 'host',
    help: "Redis's host (default: localhost, or the orchestrator's host where that is another machine)",
    value: parsedText('a host name or address', parseHostName),
  },
  redisPort: {
    placeholder: 'port',
    help: "Redis's port",
    value: parsedText('a port from 1 to 65535', parsePort),
    initial: '6379',
  },
  redisUrl: {
    placeholder: 'url',
    help: 'redis:// or rediss:// with user, password and database; instead of host and port',
    value: parsedText('a redis:// or rediss:// URL', parseRedisUrl),
    secret: true,
  },
  ca: {
    placeholder: 'file',
    help: 'PEM file of the authority that signed the certificates of orchestrator and Redis',
    value: file,
  },
  token: {
    placeholder: 'token',
    help: 'bearer token for the orchestrator; safer by DUMONT_TOKEN or the file than on a command line',
    value: parsedText('letters, digits and signs of ASCII, without blanks or line breaks', parseToken),
    secret: true,
  },
  deviceName: { placeholder: 'name', help: "this device's name (default: its host name)", value: filled },
  engine: {
    placeholder: 'package',
    help: "a third party's engine instead of the built-in ones",
    value: filled,
  },
  concurrency: {
    placeholder: 'n',
    help: 'jobs at once; more than 1 disturbs the measurements unless each has its own accelerator',
    value: count(1, 64),
    initial: '1',
  },
  loads: {
    placeholder: 'n',
    help: 'fresh processes in which the load of a model is timed',
    value: count(1, 100),
    initial: '5',
  },
  jobTimeout: {
    placeholder: 'time',
    help: 'for one benchmark, where its job does not say',
    value: duration,
    initial: '30m',
  },
  memoryLimit: {
    placeholder: 'size',
    help: "for each isolated process and its children, or none (default: 80 % of the machine's)",
    value: parsedText('none or a size with its unit, such as 2GB', (text) =>
      text === 'none' ? text : parseSizeBytes(text),
    ),
  },
  sandbox: {
    placeholder: 'mode',
    help: 'strict: all walls or no job · auto: the best there is here, and a warning · off: none',
    value: oneOf(sandboxModeSchema.options),
    initial: 'auto',
  },
  scratchSize: {
    placeholder: 'size',
    help: 'room for the temporary files of an isolated process, in memory',
    value: size,
    initial: '512MB',
  },
  drainTimeout: {
    placeholder: 'time',
    help: 'how long a running job may go on after SIGTERM before it is given back',
    value: duration,
    initial: '5m',
  },
  wake: {
    placeholder: 'how',
    help: 'wait for jobs by blocked moves (a connection a queue), or ask every second',
    value: oneOf(WAKES),
    initial: 'blmove',
  },
  cacheSize: {
    placeholder: 'size',
    help: 'how much the cache of downloaded models may hold',
    value: size,
    initial: '20GB',
  },
  maxModelSize: { placeholder: 'size', help: 'largest model taken', value: size, initial: '20GB' },
  minFreeDisk: {
    placeholder: 'size',
    help: 'with less left on the data folder’s disk, no job is taken',
    value: size,
    initial: '1GB',
  },
  modelRoot: {
    placeholder: 'folder',
    help: 'jobs may name local files below it (default: none may)',
    value: file,
  },
  allowHost: {
    placeholder: 'host',
    help: 'models may come from this host though its address is private',
    value: parsedText('a host such as models.lan or models.lan:8080', (text) =>
      parseHost(text) === undefined ? undefined : text,
    ),
    repeatable: true,
  },
  allowCidr: {
    placeholder: 'range',
    help: 'models may come from these addresses, such as 192.168.1.0/24',
    value: parsedText('an address range such as 192.168.1.0/24', (text) =>
      parseRange(text) === undefined ? undefined : text,
    ),
    repeatable: true,
  },
  requireChecksum: {
    placeholder: '',
    help: 'take only jobs that give the SHA-256 of their model',
    value: toggle,
    initial: 'false',
  },
  metricsPort: {
    placeholder: 'port',
    help: 'serve /metrics, /healthz and /readyz on this port of the loopback interface',
    value: parsedText('a port from 0 to 65535 (0: any that is free)', (text) => parseCount(text, 0, 65_535)),
  },
  dataDir: {
    placeholder: 'folder',
    help: 'identity, settings, models, results not yet published',
    value: file,
    initial: defaultDataFolder(),
    notInFile: true,
  },
  config: {
    placeholder: 'file',
    help: 'settings as JSON (default: config.json in the data folder)',
    value: file,
    notInFile: true,
  },
  logLevel: {
    placeholder: 'level',
    help: `logs on stderr: ${LOG_LEVELS.join(', ')}`,
    value: oneOf(LOG_LEVELS),
    initial: 'info',
  },
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof OPTIONS;
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

type ValueOf<Row extends OptionRow> = Row extends { repeatable: true }
  ? readonly z.output<Row['value']>[]
  : Row extends { initial: string }
    ? z.output<Row['value']>
    : z.output<Row['value']> | null;

/** `null` where nothing was said and there is no default. */
export type Config = { readonly [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

export function optionRow(name: OptionName): OptionRow {
  return OPTIONS[name];
}

/** `redisPort` → `redis-port` */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `redisPort` → `DUMONT_REDIS_PORT` */
export function variableOf(name: string): string {
  return `DUMONT_${flagOf(name).replaceAll('-', '_').toUpperCase()}`;
}

/** systemd names the folder it made for the service; else the place that each system has for such data. */
function defaultDataFolder(): string {
  const { STATE_DIRECTORY, LOCALAPPDATA, XDG_STATE_HOME } = process.env;
  if (STATE_DIRECTORY !== undefined) return STATE_DIRECTORY.split(':')[0] ?? STATE_DIRECTORY;
  const home = os.homedir();
  if (process.platform === 'win32')
    return path.join(LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'dumont');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'dumont');
  if (process.getuid?.() === 0) return '/var/lib/dumont';
  return path.join(XDG_STATE_HOME ?? path.join(home, '.local', 'state'), 'dumont');
}

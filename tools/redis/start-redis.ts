/** A real redis-server for tests and tools: on loopback, with a temporary folder and nothing of the machine's configuration. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Certificate } from './certificate.ts';
import { findFreePort } from './free-port.ts';
import { RedisStartError, startServerProcess, type ServerProcess } from './server-process.ts';

export interface RedisOptions {
  /** Every write is on disk before it is answered, so that data outlives `kill` and `restart`. Otherwise they are lost then. */
  readonly appendonly?: boolean;
  /** Further words of its command line, such as `['--requirepass', 'secret']` or `['--user', 'w', 'on', '>secret', '~*', '+@all']`. */
  readonly args?: readonly string[];
  /** Given: only TLS is spoken. */
  readonly certificate?: Certificate;
  /** The program; by default the one that `npm test` found, or `redis-server` on PATH. */
  readonly program?: string;
}

export interface RedisServer {
  readonly port: number;
  /** Without password: `redis://127.0.0.1:<port>`, or `rediss:` with a certificate. */
  readonly url: string;
  /** Another one after each restart. */
  readonly pid: number;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL, until `restart`. */
  kill(): Promise<void>;
  /** Ends it, where it runs, and starts it again on the same port and folder. */
  restart(): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
}

const ATTEMPTS = 10;

/** @returns when it answers commands. The caller stops it. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const program = options.program ?? redisProgram();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-redis-'));
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', removeFolder);
  const release = () => {
    process.off('exit', removeFolder);
    removeFolder();
  };
  const start = (port: number) => startServerProcess(program, commandLine(port, folder, options));
  try {
    const { port, running } = await startOnFreePort(start);
    return controls(port, running, { start, release, isSecure: options.certificate !== undefined });
  } catch (error) {
    release();
    throw error;
  }
}

/** @returns the program that `npm test` found, or the name that is looked for on PATH */
export function redisProgram(): string {
  return process.env['DUMONT_REDIS_SERVER'] ?? 'redis-server';
}

interface Lifecycle {
  readonly isSecure: boolean;
  readonly start: (port: number) => Promise<ServerProcess>;
  readonly release: () => void;
}

function controls(port: number, first: ServerProcess, { start, release, isSecure }: Lifecycle): RedisServer {
  let running = first;
  return {
    port,
    url: `${isSecure ? 'rediss' : 'redis'}://127.0.0.1:${port}`,
    get pid() {
      return running.pid;
    },
    stop: async () => {
      await running.end('SIGKILL');
      release();
    },
    kill: () => running.end('SIGKILL'),
    restart: async () => {
      await running.end('SIGTERM');
      running = await start(port);
    },
    pause: () => {
      running.signal('SIGSTOP');
    },
    resume: () => {
      running.signal('SIGCONT');
    },
  };
}

async function startOnFreePort(start: Lifecycle['start']) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { port, running: await start(port) };
    } catch (error) {
      const isCollision = error instanceof RedisStartError && error.isPortTaken;
      if (!isCollision || attempt === ATTEMPTS) throw error;
    }
  }
}

function commandLine(port: number, folder: string, { appendonly, args, certificate }: RedisOptions) {
  return [
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--loglevel', 'notice'],
    ...['--appendonly', appendonly === true ? 'yes' : 'no', '--appendfsync', 'always'],
    ...(certificate === undefined ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port)]),
    ...(certificate === undefined ? [] : tlsArguments(certificate)),
    ...(args ?? []),
  ];
}

function tlsArguments({ certFile, keyFile }: Certificate): string[] {
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  return [...files, '--tls-auth-clients', 'no'];
}

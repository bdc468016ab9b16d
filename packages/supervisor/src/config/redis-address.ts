/** Where Redis is, from the settings. */
import { readFile } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';
import type { RedisAddress } from '../sark/queue/connection.ts';
import type { Config } from './settings.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

type Settings = Pick<Config, 'host' | 'redisUrl' | 'redisHost' | 'redisPort'>;

/** @param ca PEM text, or null for the system's authorities */
export function redisAddress(
  { host, redisUrl, redisHost, redisPort }: Settings,
  ca: string | null,
): RedisAddress {
  if (redisUrl !== null) return { ...redisUrl, ca };
  const address = { port: redisPort, username: null, password: null, database: 0, tls: false, ca };
  return { host: redisHost ?? besideOrchestrator(host), ...address };
}

/** Where an orchestrator is on another machine, its Redis is most likely there too. */
function besideOrchestrator(host: string | null): string {
  const name = host === null ? 'localhost' : new URL(host).hostname;
  return LOOPBACK.has(name) ? 'localhost' : name.replace(/^\[|\]$/g, '');
}

/** @throws DumontError USAGE */
export async function readCa(file: string | null): Promise<string | null> {
  if (file === null) return null;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new DumontError('USAGE', `--ca: cannot read ${file}`, { cause });
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new DumontError('USAGE', `--ca: ${file} holds no certificate in PEM form`);
  }
  return text;
}

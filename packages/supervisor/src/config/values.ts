/** Values of settings as people write them. Each parser gives `undefined` for what is none; the caller words the error. */
import net from 'node:net';
import { parseCount } from '@dumont/protocol/settings';

export const DEFAULT_REDIS_PORT = 6379;

export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
  readonly tls: boolean;
}

/** @returns the URL, with no slash at its end */
export function parseHttpUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return undefined;
  if (url.search !== '' || url.hash !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

/** @returns the token, without blanks around it: what may stand in a header, so that no error of a request repeats it */
export function parseToken(text: string): string | undefined {
  const token = text.trim();
  return /^[!-~]+$/.test(token) ? token : undefined;
}

/** @param text a name or an address, without a port */
export function parseHostName(text: string): string | undefined {
  if (net.isIP(text) !== 0) return text;
  return /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?$/i.test(text) ? text.toLowerCase() : undefined;
}

export function parsePort(text: string): number | undefined {
  return parseCount(text, 1, 65_535);
}

export function parseRedisUrl(text: string): RedisUrl | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return undefined;
  const database = /^\/?(\d*)$/.exec(url.pathname)?.[1];
  if (database === undefined) return undefined;
  try {
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_REDIS_PORT : Number(url.port),
      username: url.username === '' ? null : decodeURIComponent(url.username),
      password: url.password === '' ? null : decodeURIComponent(url.password),
      database: Number(database),
      tls: url.protocol === 'rediss:',
    };
  } catch (error) {
    // A stray percent sign.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** What a model's address says: its file name and format, how to log in, and how to show it without its secrets. */
import { parse as parseContentDisposition } from 'content-disposition';
import { sentFormatOfName, type SentFormat } from '@dumont/protocol';

/** In UTF-16 units: at most 240 bytes in UTF-8, and file systems take 255. */
const MAX_NAME_LENGTH = 80;

/** Of a path that is shown. */
const MAX_SHOWN_LENGTH = 200;

/** Devices on Windows, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)\./i;

/** @returns the address without user, password and query, which may carry keys */
export function redactUrl(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  const shown = pathname.length > MAX_SHOWN_LENGTH ? `${pathname.slice(0, MAX_SHOWN_LENGTH)}…` : pathname;
  return `${protocol}//${host}${shown}${search === '' ? '' : '?…'}`;
}

/** User and password become a header, which is dropped on the way to another host. */
export function splitCredentials(url: string): { url: string; headers: Record<string, string> } {
  const parsed = new URL(url);
  const { username, password } = parsed;
  if (username === '' && password === '') return { url, headers: {} };
  parsed.username = '';
  parsed.password = '';
  const pair = `${decodeOrKeep(username)}:${decodeOrKeep(password)}`;
  return { url: parsed.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

export interface NamedModel {
  readonly fileName: string;
  readonly format: SentFormat;
}

/**
 * The first of these that ends like a model: the address asked for, the server's own name for the file, the address
 * that answered.
 */
export function nameModel(
  requestedUrl: string,
  contentDisposition: string | null,
  answeredUrl: string,
): NamedModel | undefined {
  const names = [lastSegment(requestedUrl), serverName(contentDisposition), lastSegment(answeredUrl)];
  for (const name of names) {
    const fileName = toFileName(name);
    const format = sentFormatOfName(fileName);
    if (format !== undefined) return { fileName, format };
  }
  return undefined;
}

function lastSegment(url: string): string {
  return decodeOrKeep(new URL(url).pathname.split('/').at(-1) ?? '');
}

function serverName(contentDisposition: string | null): string {
  if (contentDisposition === null) return '';
  return parseContentDisposition(contentDisposition).parameters['filename'] ?? '';
}

/** A name from elsewhere stays one name, in every file system. */
export function toFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  // Its end is kept, for the ending. What prints as nothing, or turns the text around it, goes too.
  const short = base.slice(-MAX_NAME_LENGTH).replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, '_');
  return short.replace(/^\.+/, '_').replace(RESERVED, '_$1.');
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray percent sign: the text as it stands.
    if (error instanceof URIError) return text;
    throw error;
  }
}

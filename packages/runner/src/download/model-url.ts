/** What a model's address says: its file name and format, how to log in, and how to show it without its secrets. */
import { parse as parseContentDisposition } from 'content-disposition';
import { MODEL_FORMATS, type ModelFormat } from '@dumont/protocol';

const MAX_NAME_LENGTH = 120;

/** @returns the address without user, password and query, which may carry keys */
export function redactUrl(url: string): string {
  const { protocol, host, pathname, search } = new URL(url);
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?…'}`;
}

/** `fetch` takes no user and password in an address: they become a header, which it drops on the way to another host. */
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
  readonly format: ModelFormat;
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
    const format = formatOfName(fileName);
    // A package is a folder: an address names a file.
    if (format !== undefined && format !== 'mlpackage') return { fileName, format };
  }
  return undefined;
}

/** @returns the model format that a file name ends in */
export function formatOfName(name: string): ModelFormat | undefined {
  return MODEL_FORMATS.find((format) => name.toLowerCase().endsWith(`.${format}`));
}

function lastSegment(url: string): string {
  return decodeOrKeep(new URL(url).pathname.split('/').at(-1) ?? '');
}

function serverName(contentDisposition: string | null): string {
  if (contentDisposition === null) return '';
  return parseContentDisposition(contentDisposition).parameters['filename'] ?? '';
}

/** A name from elsewhere stays one name, in every file system. */
function toFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const safe = base.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').replace(/^\.+/, '_');
  return safe.length > MAX_NAME_LENGTH ? safe.slice(-MAX_NAME_LENGTH) : safe;
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

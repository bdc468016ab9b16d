/** What a job's model address is: something to fetch, or a file on this machine. Pure. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DumontError } from '@dumont/protocol';

export interface RemoteAddress {
  readonly kind: 'remote';
  readonly url: string;
  /** Stands for it in names and files: the address itself may carry secrets. */
  readonly key: string;
}

export type ModelAddress = RemoteAddress | { readonly kind: 'local'; readonly path: string };

const MAX_LENGTH = 8192;
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** @throws DumontError JOB_INVALID */
export function parseModelAddress(text: string): ModelAddress {
  if (text === '' || text.length > MAX_LENGTH) {
    throw invalid(`it has ${text.length} characters (1 to ${MAX_LENGTH} are allowed)`);
  }
  // A letter alone is a drive.
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return remote(text);
  if (scheme === 'file') return local(toPath(text));
  if (scheme !== undefined) throw invalid(`${scheme}: is neither http(s) nor a file`);
  return local(text);
}

function remote(text: string): ModelAddress {
  const url = URL.parse(text);
  if (url === null) throw invalid('it is no URL');
  url.hash = '';
  return { kind: 'remote', url: url.href, key: createHash('sha256').update(url.href).digest('hex') };
}

function local(path: string): ModelAddress {
  if (path.includes('\0')) throw invalid('it contains a NUL');
  return { kind: 'local', path };
}

function toPath(text: string): string {
  try {
    return fileURLToPath(text);
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) {
      throw invalid('it is no file: URL of this machine', error);
    }
    throw error;
  }
}

/** The address itself is not shown: what is wrong with it may be a secret in it. */
function invalid(reason: string, cause?: unknown): DumontError {
  return new DumontError('JOB_INVALID', `The job's model address cannot be used: ${reason}.`, { cause });
}

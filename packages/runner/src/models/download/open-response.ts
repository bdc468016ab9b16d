/** A request hop by hop: each redirect is looked at before it is followed, and each connection is made by the guarded connector. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { StatusError, TransferError } from './download-error.ts';
import type { DownloadLimits } from './limits.ts';
import { splitCredentials } from './model-url.ts';
import { nextHop } from './next-hop.ts';
import type { Watchdog } from './watchdog.ts';

export interface OpenedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Not decoded: as it is on the wire. */
  readonly body: Readable;
  /** What answered, after all redirects. */
  readonly url: string;
}

export interface OpenOptions {
  readonly agent: Dispatcher;
  readonly headers: Readonly<Record<string, string>>;
  readonly watchdog: Watchdog;
  readonly limits: Pick<DownloadLimits, 'responseMs' | 'maxRedirects'>;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const ANSWERS: ReadonlySet<number> = new Set([200, 206, 304, 416]);

/** @throws StatusError, TransferError, or what the connection threw */
export async function openResponse(url: string, options: OpenOptions): Promise<OpenedResponse> {
  const { url: address, headers: credentials } = splitCredentials(url);
  let current = new URL(address);
  let authorization: Readonly<Record<string, string>> = credentials;
  for (let hops = 0; ; hops++) {
    const { statusCode, headers, body } = await send(current, authorization, options);
    if (ANSWERS.has(statusCode)) return { status: statusCode, headers, body, url: current.href };
    body.destroy();
    if (!REDIRECTS.has(statusCode)) throw new StatusError(statusCode);
    if (hops === options.limits.maxRedirects) {
      throw new TransferError(`more than ${options.limits.maxRedirects} redirects`);
    }
    const next = nextHop(current, headers['location']);
    // Once dropped they stay so: what lies between has seen where the way leads back to.
    if (next.origin !== current.origin) authorization = {};
    current = next;
  }
}

async function send(
  url: URL,
  authorization: Readonly<Record<string, string>>,
  { agent, headers, watchdog, limits }: OpenOptions,
): Promise<Dispatcher.ResponseData> {
  watchdog.arm(limits.responseMs, `the server took too long to answer: ${limits.responseMs} ms`);
  const response = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    // Compressed on the way, its length would say nothing about the file's.
    headers: { ...headers, ...authorization, 'accept-encoding': 'identity' },
    signal: watchdog.signal,
  });
  // Whoever reads it is told; where nobody does it is no crash.
  response.body.on('error', () => undefined);
  return response;
}

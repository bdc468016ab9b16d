/** Real servers on loopback that misbehave as a test tells them to, and what they were asked. */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts';

/** A test, or whatever else ends the server. */
export interface Owner {
  teardown(end: () => Promise<void>): void;
}

export interface TestServer {
  readonly port: number;
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** In the order of their arrival. */
  readonly requests: readonly IncomingMessage[];
  /** How many connections there ever were. */
  connections(): number;
  /** Breaks those that there are. */
  breakConnections(): void;
}

export async function serve(t: Owner, listener: RequestListener): Promise<TestServer> {
  return listen(t, createServer(), listener);
}

/** Its certificate is for `models.test`. */
export async function serveSecurely(t: Owner, listener: RequestListener): Promise<TestServer> {
  return listen(t, createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }), listener);
}

async function listen(
  t: Owner,
  server: Server & { closeAllConnections: () => void },
  listener: RequestListener,
): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    requests.push(request);
    listener(request, response);
  });
  server.on('connection', () => {
    connections++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    breakConnections: () => {
      server.closeAllConnections();
    },
  };
}

export interface ServedFile {
  content: Buffer;
  etag?: string;
  lastModified?: string;
  /** An answer stops after this many bytes, for the test to break the connection once they have arrived; left out or null, never. */
  stopAfter?: number | null;
}

/** Answers as a good file server does: conditional requests and ranges, as far as the file has validators. */
export function answerWithFile(file: ServedFile, request: IncomingMessage, response: ServerResponse): void {
  if (file.etag !== undefined) response.setHeader('etag', file.etag);
  if (file.lastModified !== undefined) response.setHeader('last-modified', file.lastModified);
  if (isKnown(file, request.headers)) {
    response.writeHead(304).end();
    return;
  }
  const { content, stopAfter = null } = file;
  const start = startOf(file, request.headers);
  const body = content.subarray(start);
  if (start > 0) {
    response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
  }
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length });
  if (stopAfter === null || stopAfter >= body.length) response.end(body);
  else response.write(body.subarray(0, stopAfter));
}

function isKnown({ etag, lastModified }: ServedFile, headers: IncomingHttpHeaders): boolean {
  if (headers['if-none-match'] !== undefined) return headers['if-none-match'] === etag;
  return lastModified !== undefined && headers['if-modified-since'] === lastModified;
}

/** @returns from where on the file is sent */
function startOf({ etag, lastModified }: ServedFile, headers: IncomingHttpHeaders): number {
  const condition = headers['if-range'];
  const isSame = condition !== undefined && (condition === etag || condition === lastModified);
  return isSame ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
}

/** A server of that one file, whatever is asked for. */
export async function serveFile(t: Owner, file: ServedFile) {
  const server = await serve(t, (request, response) => {
    answerWithFile(file, request, response);
  });
  return { server, url: `${server.origin}/models/det.onnx` };
}

/** Stands before an orchestrator, and answers some calls in its place, as broken servers, proxies and login pages do. */
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Test } from 'tap';

/** A number: the status, with the orchestrator's form of an error. */
export type Oddity = keyof typeof oddities | number;

export interface OddOrchestrator {
  readonly url: string;
  /** From now on; null: every call gets through. @param onPath what to look for in the call's path; the others get through */
  readonly answer: (oddity: Oddity | null, onPath?: string) => void;
  /** Resolves at the next call that is answered oddly. */
  readonly answered: () => Promise<void>;
}

const html = '<!doctype html><title>Welcome to the hotel</title><form></form>';
const JSON_TYPE = { 'content-type': 'application/json' };

const oddities = {
  /** Never comes to the end of its headers. */
  silent: () => undefined,
  drip: async (response: ServerResponse) => {
    response.writeHead(200, JSON_TYPE);
    while (!response.destroyed) {
      response.write(' ');
      await setImmediate();
    }
  },
  huge: (response: ServerResponse) => pipeline(endlessJob, response.writeHead(200, JSON_TYPE)),
  html: (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end(html),
  'html not found': (response: ServerResponse) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end(html),
  redirect: (response: ServerResponse) =>
    response.writeHead(302, { location: 'http://login.invalid/' }).end(),
  'other JSON': (response: ServerResponse) => response.writeHead(200, JSON_TYPE).end('{"hello": "world"}'),
} as const;

function* endlessJob(): Generator<string> {
  yield '{"job": "';
  for (;;) yield 'x'.repeat(2 ** 16);
}

/** @param upstream base URL of the orchestrator; without one, calls that are not answered oddly get 404 */
export async function startOddOrchestrator(t: Test, upstream?: string): Promise<OddOrchestrator> {
  let [oddity, onPath]: [Oddity | null, string] = [null, ''];
  let tell: (() => void)[] = [];
  const server = http.createServer((request, response) => {
    // Whichever end goes away, the other one goes too.
    response.on('error', () => undefined);
    if (oddity === null || request.url?.includes(onPath) !== true) {
      pass(request, response, upstream).catch(() => response.destroy());
      return;
    }
    request.resume();
    if (typeof oddity === 'number') response.writeHead(oddity, JSON_TYPE).end('{"error": "told to be odd"}');
    else Promise.resolve(oddities[oddity](response)).catch(() => response.destroy());
    const told = tell;
    tell = [];
    for (const resolve of told) resolve();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (what, where = '') => {
      [oddity, onPath] = [what, where];
    },
    answered: () => new Promise((resolve) => tell.push(resolve)),
  };
}

async function pass(request: IncomingMessage, response: ServerResponse, upstream?: string): Promise<void> {
  if (upstream === undefined) {
    response.writeHead(404, JSON_TYPE).end('{"error": "Not found"}');
    return;
  }
  const { method, headers, url = '/' } = request;
  const onward = http.request(new URL(url, upstream), { method, headers });
  const answers = once(onward, 'response') as Promise<[IncomingMessage]>;
  const [[answer]] = await Promise.all([answers, pipeline(request, onward)]);
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  await pipeline(answer, response);
}

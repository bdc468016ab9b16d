/** Attacks on what fetches models: addresses, redirects, name servers and servers. Nothing but loopback is connected to. */
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import type { FetchedFile, FetchOptions } from '@dumont/runner/models';
import type { TestServer } from '../support/serve.ts';
import { MB, type Attempt } from './attempt.ts';

/** What an attempt has to work with: a server of its own to misbehave, and one that nobody should reach. */
export interface DownloadStage {
  readonly attacker: TestServer;
  readonly inner: TestServer;
  /** Every connection that was made or attempted, as `host -> address`. */
  readonly connections: readonly string[];
}

export interface DownloadAttempt extends Pick<Attempt, 'threat' | 'name' | 'withoutSandbox'> {
  readonly url: (stage: DownloadStage) => string;
  /** How the attacker's server answers. */
  readonly answer?: (response: ServerResponse, stage: DownloadStage) => void;
  /** What the attacker's name server answers, first and then. */
  readonly addresses?: readonly string[];
  readonly limits?: FetchOptions['limits'];
  /** Left out: the file arrived. */
  readonly succeeded?: (file: FetchedFile | null, stage: DownloadStage) => boolean;
}

/** More than any attempt here sends. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const SENT_BYTES = 32 * MB;
const DRIPS = 60;
const DRIP_MS = 20;
const METADATA = '169.254.169.254';

const spelled = (host: string, withoutSandbox: Attempt['withoutSandbox'] = 'succeeds'): DownloadAttempt => ({
  threat: 'downloads',
  name: `loopback spelled ${host}`,
  withoutSandbox,
  url: ({ inner }) => `http://${host}:${inner.port}/m.onnx`,
});

const redirect = (
  name: string,
  location: (stage: DownloadStage) => string,
  withoutSandbox: Attempt['withoutSandbox'] = 'succeeds',
): DownloadAttempt => ({
  threat: 'downloads',
  name: `redirect to ${name}`,
  withoutSandbox,
  url: ({ attacker }) => `${attacker.origin}/m.onnx`,
  answer: (response, stage) => response.writeHead(302, { location: location(stage) }).end(),
  succeeded: (file, { connections }) => file !== null || connections.some((made) => made.includes(METADATA)),
});

const sends = (
  name: string,
  answer: NonNullable<DownloadAttempt['answer']>,
  rest: Pick<DownloadAttempt, 'withoutSandbox' | 'limits' | 'succeeded'>,
): DownloadAttempt => ({
  threat: 'downloads',
  name,
  url: ({ attacker }) => `${attacker.origin}/m.onnx`,
  answer,
  ...rest,
});

const named = (what: string, name: string): DownloadAttempt => ({
  threat: 'downloads',
  name: `a file name with ${what}`,
  withoutSandbox: 'blocked',
  url: ({ attacker }) => `${attacker.origin}/${name}`,
  succeeded: (file) =>
    file === null || file.named.fileName.length > 255 || /[\0/\\:]|^\.\./.test(file.named.fileName),
});

export const DOWNLOAD_ATTEMPTS: readonly DownloadAttempt[] = [
  ...['127.0.0.1', '127.1', '0x7f.1', '0177.0.0.1', '2130706433', '１２７.0.0.1'].map((host) =>
    spelled(host),
  ),
  // Where it leads to ::1 first, nothing listens there.
  spelled('localhost', 'either'),
  // Refused wherever they lead to.
  ...['[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]'].map((host) => spelled(host, 'blocked')),
  redirect('loopback', ({ inner }) => `${inner.origin}/m.onnx`),
  redirect('a metadata address', () => `http://${METADATA}/latest/m.onnx`),
  redirect('a file', () => 'file:///etc/passwd', 'blocked'),
  {
    threat: 'downloads',
    name: 'a name that leads to loopback',
    withoutSandbox: 'succeeds',
    url: ({ inner }) => `http://models.test:${inner.port}/m.onnx`,
    addresses: ['127.0.0.1'],
  },
  {
    threat: 'downloads',
    name: 'a name whose address changes once it is checked',
    withoutSandbox: 'blocked',
    url: ({ inner }) => `http://models.test:${inner.port}/m.onnx`,
    // One that is public, which the connector of the attempts does not connect to, and then loopback.
    addresses: ['203.0.114.7', '127.0.0.1'],
  },
  sends('a body without an end', sendPieces, { withoutSandbox: 'succeeds', limits: { maxBytes: 4 * MB } }),
  sends(
    'a length of 10 GB',
    (response) => {
      response.writeHead(200, { 'content-length': 10 * 1024 * MB }).write('model', () => response.destroy());
    },
    { withoutSandbox: 'blocked', limits: { maxBytes: 1024 * MB } },
  ),
  sends(
    'less than its length',
    (response) => {
      response.writeHead(200, { 'content-length': 6 }).write('model', () => response.destroy());
    },
    { withoutSandbox: 'blocked' },
  ),
  sends('a slow drip', drip, {
    withoutSandbox: 'succeeds',
    limits: { idleMs: 300, idleBytes: NO_LIMIT },
  }),
  ...['gzip', 'br'].map((encoding) =>
    sends(
      `a bomb of ${encoding}`,
      (response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(Buffer.alloc(SENT_BYTES)));
      },
      { withoutSandbox: 'blocked' },
    ),
  ),
  named('..', '%2e%2e%2f%2e%2e%2fetc%2fpasswd.onnx'),
  named('a NUL', 'a%00b.onnx'),
  named('a drive letter', 'C%3A%5CWindows%5Cx.onnx'),
  named('10,000 characters', `${'x'.repeat(10_000)}.onnx`),
];

function sendPieces(response: ServerResponse): void {
  const piece = Buffer.alloc(MB);
  let sent = 0;
  response.on('error', () => undefined);
  const send = (): void => {
    sent += piece.length;
    if (response.destroyed) return;
    if (sent >= SENT_BYTES) response.end(piece);
    else if (response.write(piece)) setImmediate(send);
    else response.once('drain', send);
  };
  send();
}

function drip(response: ServerResponse): void {
  response.on('error', () => undefined);
  const send = async (): Promise<void> => {
    for (let drips = 0; drips < DRIPS && !response.destroyed; drips += 1) {
      response.write('.');
      await delay(DRIP_MS);
    }
    response.end();
  };
  send().catch(() => response.destroy());
}

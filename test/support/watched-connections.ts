/** Connections as downloads make them, written down; only those to loopback are really made. */
import net, { type LookupFunction } from 'node:net';
import type { FetchOptions } from '@dumont/runner/models';

type Connect = NonNullable<FetchOptions['network']['connect']>;

export interface WatchedConnections {
  readonly connect: Connect;
  /** Every address that a connection was made or attempted to, as `host -> address`. */
  readonly attempts: readonly string[];
}

export function watchConnections(): WatchedConnections {
  const attempts: string[] = [];
  const connect: Connect = (options) => (request, callback) => {
    const { lookup, signal } = options as { lookup: LookupFunction; signal: AbortSignal };
    const port = Number(request.port);
    lookup(request.hostname, { all: false }, (_error, address) => {
      attempts.push(`${request.hostname} -> ${typeof address === 'string' ? address : 'several'}`);
      if (address !== '127.0.0.1') {
        callback(new Error('only loopback is connected to'), null);
        return;
      }
      const socket = net.connect({ host: address, port, signal });
      socket.once('connect', () => {
        callback(null, socket);
      });
      socket.once('error', (error) => {
        callback(error, null);
      });
    });
  };
  return { connect, attempts };
}

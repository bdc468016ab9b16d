/** One address before servers that change, and connections that go dead without a word. */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Connections made so far. */
  readonly connections: () => number;
  /** From now on the connections there are swallow what they are given, and stay open; new ones work. */
  readonly swallow: () => void;
  /** New connections swallow everything too, or no longer. */
  readonly swallowNew: (isDead: boolean) => void;
  /** New connections lead there. */
  readonly leadTo: (port: number) => void;
}

export async function startProxy(
  t: { teardown: (end: () => void) => unknown },
  first: number,
): Promise<TcpProxy> {
  let target = first;
  let count = 0;
  let isDead = false;
  let cuts: (() => void)[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    count += 1;
    keep(client);
    if (isDead) {
      client.resume();
      return;
    }
    const upstream = keep(net.connect(target, '127.0.0.1'));
    client.pipe(upstream);
    upstream.pipe(client);
    cuts.push(() => {
      client.unpipe(upstream);
      upstream.unpipe(client);
      // Read, and never answered: not even an end is.
      client.resume();
      upstream.resume();
    });
  });
  function keep(socket: net.Socket): net.Socket {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    swallow: () => {
      for (const cut of cuts) cut();
      cuts = [];
    },
    swallowNew: (dead) => {
      isDead = dead;
    },
    leadTo: (port) => {
      target = port;
    },
  };
}

/** Metrics and health for whoever watches over the machine: on the loopback interface only. */
import { printableJson } from '@dumont/protocol';
import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface MetricsOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly registry: Registry;
  /** Brings the gauges up to date. */
  readonly refresh: () => void;
  /** @returns why no job would be taken now: none where one would be */
  readonly notReady: () => string[];
  /** @returns what is amiss though jobs are taken */
  readonly remarks: () => readonly string[];
}

const LOOPBACK = '127.0.0.1';
/** A web page can have its own name resolve to this machine; what a browser then asks for bears that name. */
const LOOPBACK_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const MISDIRECTED = 421;

/** @throws what listening does, such as EADDRINUSE */
export async function serveMetrics({
  port,
  registry,
  refresh,
  notReady,
  remarks,
}: MetricsOptions): Promise<MetricsServer> {
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.setReplySerializer((payload) => printableJson(payload));
  server.addHook('onRequest', async (request, reply) => {
    if (LOOPBACK_NAME.test(request.headers.host ?? '')) return;
    await reply.code(MISDIRECTED).send({ error: 'ask for localhost or 127.0.0.1' });
  });
  server.get('/metrics', async (_request, reply) => {
    refresh();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  // That it is answered at all says that the event loop turns: nothing remote is asked.
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const reasons = notReady();
    const ready = reasons.length === 0;
    return reply.code(ready ? 200 : 503).send({ ready, reasons, remarks: remarks() });
  });
  await server.listen({ host: LOOPBACK, port });
  const address = server.server.address() as AddressInfo;
  return { port: address.port, close: () => server.close() };
}

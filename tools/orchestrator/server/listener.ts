/** The server's place in the network: it may leave and come back. */
import type { FastifyInstance } from 'fastify';
import { findFreePort } from '../../redis/free-port.ts';
import { errorCode } from '@dumont/runner/host';

const ATTEMPTS = 10;

export class Listener {
  readonly #build: () => Promise<FastifyInstance>;
  readonly #host: string;
  #app: FastifyInstance | null = null;

  /** @param build a server that has not listened yet */
  constructor(host: string, build: () => Promise<FastifyInstance>) {
    this.#host = host;
    this.#build = build;
  }

  /** @param wanted 0: a free one @returns the port */
  async open(wanted: number): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const port = wanted === 0 ? await findFreePort() : wanted;
      const app = await this.#build();
      try {
        await app.listen({ port, host: this.#host });
        this.#app = app;
        return port;
      } catch (error) {
        await app.close();
        const isTaken = errorCode(error) === 'EADDRINUSE';
        if (!isTaken || wanted !== 0 || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await this.#app?.close();
    this.#app = null;
  }
}

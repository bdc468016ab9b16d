/** Ports for servers that are restarted on the same one. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorCode } from '@dumont/runner/host';

/**
 * Below what systems hand out by themselves: while a server is away, a client's own connection could otherwise get its port, and even
 * connect to itself there.
 */
const FIRST = 12_000;
const END = 28_000;
const ATTEMPTS = 100;

/** @returns a loopback port that is free now; somebody else may be quicker */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST, END);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${ATTEMPTS} ports between ${FIRST} and ${END} is free on 127.0.0.1`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw error;
  }
}

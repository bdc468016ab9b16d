/** One service a data folder. The lock is a socket that only one process can listen on, and that the system frees when it dies. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';

export interface DataLock {
  release(): Promise<void>;
}

/** @throws DumontError USAGE where another service has the folder */
export async function lockDataFolder(folder: string): Promise<DataLock> {
  const real = await realpath(folder);
  const address = lockAddress(real);
  const server = (await listen(address)) ?? (await takeOver(address));
  if (server === null) {
    throw new DumontError(
      'USAGE',
      `another dumont-supervisor is running with the data folder ${real}: stop it, or give this one a folder of its own by --data-dir`,
    );
  }
  // It must not keep a process alive that has ended otherwise.
  server.unref();
  return {
    release: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** On Linux a name without a file: nothing to be left behind. */
function lockAddress(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (process.platform === 'linux') return `\0dumont-${process.getuid?.() ?? ''}-${hash}`;
  if (process.platform === 'win32') return String.raw`\\.\pipe\dumont-${hash}`;
  return path.join(folder, 'lock');
}

/** @returns null where the address is taken */
async function listen(address: string): Promise<net.Server | null> {
  const server = net.createServer((socket) => socket.destroy());
  server.listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}

/** Where the lock is a file, a process that was killed has left it: nobody answers there. */
async function takeOver(address: string): Promise<net.Server | null> {
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  const socket = net.connect(address);
  try {
    await once(socket, 'connect');
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) throw error;
    await rm(address, { force: true });
    return await listen(address);
  } finally {
    socket.destroy();
  }
}

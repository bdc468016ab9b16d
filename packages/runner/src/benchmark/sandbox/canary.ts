/** What a confined process must not reach: a file, a folder, a port, this process and a file it has open. It tries; this side looks on. */
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import type { Wall, WallsCheck } from '@dumont/protocol';
import { createTemporaryFolder } from '../../host/temporary-paths.ts';
import { loadLibc } from '../../host/libc.ts';
import { parseStartTicks } from '../../host/proc-files.ts';

/** Beyond those that Node, a shell or a service manager would close by chance. */
const LOWEST_DESCRIPTOR = 200;

export class Canary {
  readonly check: WallsCheck;
  readonly #server: Server;
  readonly #removeFolder: () => Promise<void>;
  /** An open file that a program would inherit, of a high number: low ones are closed by Node itself. */
  readonly #descriptor: number | null;
  #connections = 0;

  static async place(): Promise<Canary> {
    const { path: folder, remove } = await createTemporaryFolder('canary');
    try {
      const file = path.join(folder, 'read');
      await writeFile(file, 'out of reach');
      return new Canary({ folder, server: await listen(), remove, descriptor: await openInheritably(file) });
    } catch (error) {
      await remove();
      throw error;
    }
  }

  private constructor(parts: {
    folder: string;
    server: Server;
    remove: () => Promise<void>;
    descriptor: number | null;
  }) {
    const { folder, server, remove } = parts;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the port has no number');
    this.#server = server;
    this.#removeFolder = remove;
    this.#descriptor = parts.descriptor;
    this.check = {
      readFile: path.join(folder, 'read'),
      writeFile: path.join(folder, 'written'),
      port: address.port,
      parent: { pid: process.pid, startTicks: ownStartTicks() },
    };
    server.on('connection', (socket) => {
      this.#connections += 1;
      socket.destroy();
    });
  }

  /** What this side can see for itself, whatever the process says. */
  breached(): Wall[] {
    return [
      ...(existsSync(this.check.writeFile) ? (['file-write'] as const) : []),
      ...(this.#connections > 0 ? (['network'] as const) : []),
    ];
  }

  async remove(): Promise<void> {
    this.#server.close();
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    await this.#removeFolder();
  }
}

/** @returns null where it cannot be had: there is nothing to try then */
async function openInheritably(file: string): Promise<number | null> {
  const libc = await loadLibc();
  if (libc === null) return null;
  const opened = openSync(file, 'r');
  const descriptor = libc.duplicateInheritably(opened, LOWEST_DESCRIPTOR);
  closeSync(opened);
  return descriptor;
}

async function listen(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // It must not keep a program alive that has nothing else to do.
  return server.unref();
}

function ownStartTicks(): string | null {
  if (process.platform !== 'linux') return null;
  return parseStartTicks(readFileSync('/proc/self/stat', 'latin1'));
}

/** What a confined process must not reach: a file, a folder, a port and this process. It tries; this side looks on. */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import type { Wall, WallsCheck } from '@dumont/protocol';
import { createTemporaryFolder } from '../download/temporary-paths.ts';

export class Canary {
  readonly check: WallsCheck;
  readonly #server: Server;
  readonly #removeFolder: () => Promise<void>;
  #connections = 0;

  static async place(): Promise<Canary> {
    const { path: folder, remove } = await createTemporaryFolder('dumont-canary-');
    try {
      await writeFile(path.join(folder, 'read'), 'out of reach');
      return new Canary(folder, await listen(), remove);
    } catch (error) {
      await remove();
      throw error;
    }
  }

  private constructor(folder: string, server: Server, removeFolder: () => Promise<void>) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the port has no number');
    this.#server = server;
    this.#removeFolder = removeFolder;
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
    await this.#removeFolder();
  }
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

/** Field 22 of `/proc/<pid>/stat`; the second field, the name, may hold spaces. */
function ownStartTicks(): string | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync('/proc/self/stat', 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

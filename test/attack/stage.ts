/** What is there to be attacked: secrets, sockets, folders, all of the test's own. */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { cacheFolders } from './engine/places.ts';

const PACKAGES = path.resolve(import.meta.dirname, '..', '..', 'node_modules');

export interface Stage {
  readonly folder: string;
  /** In files, behind sockets and in the host's environment; found in a report or the command's output, an attack has succeeded. */
  readonly secret: string;
  /** The folder of the model under test. */
  readonly job: string;
  readonly dataFile: string;
  /** Another user's, where root can have it so; it has a second name in the folder of the model under test. */
  readonly foreign: string;
  readonly otherModel: string;
  readonly writable: string;
  /** A file among Dumont's packages, which the sandbox lets be read. */
  readonly program: string;
  readonly socket: string;
  readonly abstract: string;
  readonly port: number;
  /** Stands on the command line of every process that an attack starts. */
  readonly marker: string;
}

export function buildStage(): Omit<Stage, 'port'> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dumont-attack-'));
  const secret = `secret-${randomBytes(12).toString('hex')}`;
  const stage = {
    folder,
    secret,
    job: path.join(folder, 'job'),
    dataFile: path.join(folder, 'data', 'outbox.json'),
    foreign: path.join(folder, 'data', 'foreign'),
    otherModel: path.join(folder, 'other-job', 'model.onnx'),
    writable: path.join(folder, 'data', 'written'),
    program: path.join(PACKAGES, `.${path.basename(folder)}`),
    socket: path.join(folder, 'socket'),
    abstract: path.basename(folder),
    marker: `marker-${randomBytes(12).toString('hex')}`,
  };
  for (const file of [stage.dataFile, stage.foreign, stage.otherModel]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, secret);
  }
  mkdirSync(path.join(stage.job, 'down'), { recursive: true });
  linkSync(stage.foreign, path.join(stage.job, 'foreign.bin'));
  return stage;
}

/** Listeners that say the secret to whoever comes. They belong to the host: they live in its network. */
export async function openListeners(
  stage: Omit<Stage, 'port'>,
): Promise<{ port: number; close: () => void }> {
  // An earlier host that was killed has left its own.
  rmSync(stage.socket, { force: true });
  const servers = [await listen(stage.secret, 0), await listen(stage.secret, stage.socket)];
  if (process.platform === 'linux') servers.push(await listen(stage.secret, `\0${stage.abstract}`));
  const address = servers[0]?.address();
  if (typeof address !== 'object' || address === null) throw new Error('the port has no number');
  return {
    port: address.port,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

/** What a later process of any benchmark would read. */
export function cachePlaces({ marker }: Pick<Stage, 'marker'>): string[] {
  return [...cacheFolders(), os.tmpdir()].map((folder) => path.join(folder, marker));
}

export function removeStage({ folder, program, marker }: Omit<Stage, 'port'>): void {
  for (const left of [folder, `${folder}-filled`, program, ...cachePlaces({ marker })]) {
    rmSync(left, { recursive: true, force: true });
  }
}

export function wasWritten(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').includes('written by the attacker');
}

async function listen(secret: string, where: number | string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(secret);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // On every address: the one that stands for a cloud's metadata service too.
    if (typeof where === 'number') server.listen(where, '0.0.0.0', resolve);
    else server.listen(where, resolve);
  });
  return server;
}

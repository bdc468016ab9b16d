/** What the attacker can do. Each resolves with what it got hold of, or rejects; each is bounded by its amount. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '@dumont/runner/host';
import { cacheFolders, firstWritable, writableMounts } from './places.ts';

type Attack = (target: string, amount: number) => string | Promise<string>;

const CHANNEL = 3;
const CHUNK = new Uint8Array(8 * 2 ** 20).fill(7);
/** The parent ends what it notices; a wall that fails must not hold everything up for ever. */
const HOLD_MS = 20_000;
const held: unknown[] = [];

export const attacks: Readonly<Record<string, Attack>> = {
  read: (target) => readFileSync(target, 'latin1'),
  'read-parent-environment': () => canaryIn(`/proc/${process.ppid}/environ`),
  'read-every-environment': () =>
    processes()
      .map((pid) => attempt(() => canaryIn(`/proc/${pid}/environ`)))
      .filter((text) => text.startsWith('DUMONT_CANARY='))
      .join(' '),
  'own-environment': () => JSON.stringify(process.env),
  'own-descriptors': () =>
    readdirSync('/proc/self/fd')
      .map((fd) => attempt(() => readlinkSync(`/proc/self/fd/${fd}`)))
      .join(' '),
  write: (target) => {
    writeFileSync(target, 'written by the attacker');
    return 'written';
  },
  'poison-caches': (target) =>
    cacheFolders()
      .map((folder) =>
        attempt(() => {
          // One that is named for it need not be there yet.
          if (folder === process.env['CUDA_CACHE_PATH']) mkdirSync(folder, { recursive: true });
          writeFileSync(`${folder}/${target}`, 'written by the attacker');
          return folder;
        }),
      )
      .join(' '),
  'look-into-caches': (target) => {
    const found = cacheFolders().filter((folder) => existsSync(`${folder}/${target}`));
    return found.length === 0 ? 'found nothing' : `found what was left in ${found.join(' ')}`;
  },
  'list-writable-mounts': () => {
    const places = writableMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
    return places.length === 0 ? 'nothing else' : `${places.join(' ')} can be written`;
  },
  'open-devices': (target) =>
    target
      .split(' ')
      .map((device) =>
        attempt(() => {
          closeSync(openSync(device, 'r'));
          return `opened ${device};`;
        }),
      )
      .join(' '),
  'make-device': async (target) => {
    const { makeDevice } = await import('./system-calls.ts');
    const file = path.join(tmpdir(), `device-${target}`);
    makeDevice(file);
    try {
      closeSync(openSync(file, 'r'));
      return 'made and opened';
    } finally {
      unlinkSync(file);
    }
  },
  'mount-devices': async (target) => {
    const { mountDevices } = await import('./system-calls.ts');
    const folder = path.join(tmpdir(), `devices-${target}`);
    mkdirSync(folder);
    try {
      mountDevices(folder);
      return 'mounted';
    } finally {
      rmdirSync(folder);
    }
  },
  'open-settings': (target, amount) => {
    const { writable, tried } = firstWritable(target.split(' '), amount);
    return writable === null ? `tried ${tried}` : `${writable} can be written`;
  },
  'leave-key': async (target) => {
    const { addKey } = await import('./system-calls.ts');
    addKey(target, 'what was left');
    return 'left';
  },
  'read-key': async (target) => {
    const { readKey } = await import('./system-calls.ts');
    return readKey(target);
  },
  'fill-disk': (target, amount) => {
    for (let done = 0; done < amount; done += CHUNK.length) appendFileSync(target, CHUNK);
    return `filled ${statSync(target).size}`;
  },
  'connect-tcp': (target, port) => hear({ host: target, port }),
  'connect-socket': (target) => hear({ path: target }),
  'connect-abstract': (target) => hear({ path: `\0${target}` }),
  'list-interfaces': () => JSON.stringify(networkInterfaces()),
  signal: (target) => {
    process.kill(Number(target), 'SIGKILL');
    return 'sent';
  },
  'signal-parent': () => {
    process.kill(process.ppid, 'SIGKILL');
    return 'sent';
  },
  'open-inspector': (target) => {
    process.kill(Number(target), 'SIGUSR1');
    return 'sent';
  },
  // What a debugger would do first; the kernel asks for the same rights as for ptrace.
  'trace-memory': (target) => {
    openSync(`/proc/${target}/mem`, 'r+');
    return 'traced';
  },
  'see-processes': (target) => (processes().includes(target) ? 'sees it' : 'sees nothing'),
  'fork-bomb': async (target, amount) => {
    const started: number[] = [];
    for (let count = 0; count < amount; count++) {
      const child = spawn(process.execPath, ['-e', `setTimeout(() => undefined, 20000)`, target], {
        stdio: 'ignore',
      });
      child.on('error', () => undefined);
      if (child.pid !== undefined) started.push(child.pid);
    }
    await setTimeout(HOLD_MS);
    return `started ${started.filter(isAlive).length}`;
  },
  'leave-grandchild': async (target) => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20000)', target], {
      detached: true,
      stdio: 'ignore',
    });
    await once(child, 'spawn');
    child.unref();
    return 'left';
  },
  'take-memory': (_target, amount) => {
    for (let done = 0; done < amount; done += CHUNK.length) held.push(new Uint8Array(CHUNK));
    return `took ${amount}`;
  },
  'reserve-memory': (_target, amount) => {
    held.push(new ArrayBuffer(amount));
    return `took ${amount}`;
  },
  hang: () => {
    for (;;);
  },
  'send-line': async (target) => {
    send(`${target}\n`);
    await setTimeout(HOLD_MS);
    return 'still here';
  },
  'flood-messages': async (target, amount) => {
    const lines = `${target}\n`.repeat(1000);
    for (let done = 0; done < amount; done += 1000) send(lines);
    await setTimeout(HOLD_MS);
    return 'still here';
  },
  'flood-bytes': async (_target, amount) => {
    const text = 'a'.repeat(2 ** 20);
    for (let done = 0; done < amount; done += text.length) send(text);
    await setTimeout(HOLD_MS);
    return 'still here';
  },
};

/** What is sought: an environment may be longer than a message. */
function canaryIn(file: string): string {
  const variables = readFileSync(file, 'latin1').split('\0');
  return variables.find((variable) => variable.startsWith('DUMONT_CANARY=')) ?? '';
}

function processes(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a listener says first. */
async function hear(where: NetConnectOpts): Promise<string> {
  const socket = connect(where);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return data.toString('latin1');
}

/** Past Dumont's own code, straight into the channel: the parent reads it as the process's word. */
function send(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(CHANNEL, rest));
    } catch (error) {
      // The parent reads no faster than it likes.
      if (errorCode(error) !== 'EAGAIN') throw error;
    }
  }
}

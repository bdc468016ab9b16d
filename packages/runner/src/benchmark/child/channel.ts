/** The isolated process's end of the channel: one JSON text a line over the sockets that it was started with. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  DumontError,
  FIRST_SIGNAL_EXIT,
  toRunnerSchema,
  type FromRunner,
  type Phase,
  type RunnerTask,
  type ToRunner,
  type WallsCheck,
} from '@dumont/protocol';
import { isSystemError } from '../../host/system-error.ts';

/** The file descriptor that the launching process gave this one. */
const CHANNEL = 3;

export interface Assignment {
  readonly task: RunnerTask;
  /** What must be out of reach; undefined where there is no sandbox to check. */
  readonly walls: WallsCheck | undefined;
}

export interface Channel {
  send(message: FromRunner): Promise<void>;
  /** Waits for the one task this process was started for. */
  receiveTask(): Promise<Assignment>;
  /** Waits until the parent has reset its meters for the phase. */
  receiveProceed(phase: Phase): Promise<void>;
}

/** Seen from outside some exit codes look like signals: those are told. What cannot be written any more is not missed. */
export function tellExit(code: number): void {
  if (code < FIRST_SIGNAL_EXIT || code > 255) return;
  const message: FromRunner = { type: 'exiting', code };
  try {
    writeSync(CHANNEL, `${JSON.stringify(message)}\n`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** @throws DumontError INTERNAL where this process was not started with a channel */
export function openChannel(): Channel {
  const socket = openSocket();
  const receive = openInbox(socket);
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        socket.write(`${JSON.stringify(message)}\n`, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    receiveTask: async () => {
      const message = await receive();
      if (message.type !== 'task') throw new DumontError('INTERNAL', `expected a task, got ${message.type}`);
      return { task: message.task, walls: message.walls };
    },
    receiveProceed: async (phase) => {
      const message = await receive();
      if (message.type !== 'proceed' || message.phase !== phase) {
        throw new DumontError('INTERNAL', `expected to proceed with ${phase}, got ${message.type}`);
      }
    },
  };
}

function openSocket(): Socket {
  try {
    return new Socket({ fd: CHANNEL, readable: true, writable: true });
  } catch (cause) {
    throw new DumontError(
      'INTERNAL',
      'this program is started by dumont-runner and speaks over a socket that it is given',
      { cause },
    );
  }
}

/** Parses each message as it comes and hands them out one at a time, in order. */
function openInbox(socket: Socket): () => Promise<ToRunner> {
  const waiting: ToRunner[] = [];
  let wake: (() => void) | undefined;
  createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
    waiting.push(toRunnerSchema.parse(JSON.parse(line)));
    wake?.();
  });
  // Without its parent nobody wants the result, and nobody would end a process that hangs.
  const leave = (): void => process.exit(0);
  socket.on('close', leave).on('error', leave);
  return async () => {
    for (;;) {
      const message = waiting.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}

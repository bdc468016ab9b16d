/** The isolated process's end of the IPC channel. */
import {
  DumontError,
  toRunnerSchema,
  type FromRunner,
  type Phase,
  type RunnerTask,
  type ToRunner,
} from '@dumont/protocol';

export interface Channel {
  send(message: FromRunner): Promise<void>;
  /** Waits for the one task this process was started for. */
  receiveTask(): Promise<RunnerTask>;
  /** Waits until the parent has reset its meters for the phase. */
  receiveProceed(phase: Phase): Promise<void>;
}

/** @throws DumontError INTERNAL where this process was not started with an IPC channel */
export function openChannel(): Channel {
  const send = process.send?.bind(process);
  if (send === undefined) {
    throw new DumontError(
      'INTERNAL',
      'this program is started by dumont-runner and speaks over its IPC channel',
    );
  }
  const receive = openInbox();
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        send(message, undefined, undefined, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      }),
    receiveTask: async () => {
      const message = await receive();
      if (message.type !== 'task') throw new DumontError('INTERNAL', `expected a task, got ${message.type}`);
      return message.task;
    },
    receiveProceed: async (phase) => {
      const message = await receive();
      if (message.type !== 'proceed' || message.phase !== phase) {
        throw new DumontError('INTERNAL', `expected to proceed with ${phase}, got ${message.type}`);
      }
    },
  };
}

/** Parses each message as it comes and hands them out one at a time, in order. */
function openInbox(): () => Promise<ToRunner> {
  const waiting: ToRunner[] = [];
  let wake: (() => void) | undefined;
  process.on('message', (raw: unknown) => {
    waiting.push(toRunnerSchema.parse(raw));
    wake?.();
  });
  // Without its parent nobody wants the result, and nobody would end a process that hangs.
  process.on('disconnect', () => process.exit(0));
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

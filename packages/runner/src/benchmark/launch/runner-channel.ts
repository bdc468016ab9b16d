/** The launching process's end of the channel: messages as frames over a socket, each parsed before anybody sees it. */
import type { Duplex } from 'node:stream';
import { fromRunnerSchema, type FromRunner, type ToRunner } from '@dumont/protocol';
import { errorCode } from '../../host/system-error.ts';
import { encodeFrame, FrameError, readFrames } from './frames.ts';
import { protocolViolation } from './task-errors.ts';

/** The other end of the channel is gone, or this one was closed on purpose. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

export class RunnerChannel {
  readonly #socket: Duplex;

  constructor(socket: Duplex) {
    this.#socket = socket;
    // A process that dies in the middle of a message breaks the channel; its exit tells the cause.
    socket.on('error', () => undefined);
  }

  /**
   * What the other side sends, in order; ends with the channel.
   * @throws DumontError RUNNER_CRASHED for what breaks the protocol
   */
  async *messages(): AsyncGenerator<FromRunner> {
    try {
      for await (const raw of readFrames(this.#socket)) {
        const parsed = fromRunnerSchema.safeParse(raw);
        if (!parsed.success)
          throw protocolViolation('it sent a message that is not of the protocol', parsed.error);
        yield parsed.data;
      }
    } catch (error) {
      if (error instanceof FrameError) throw protocolViolation(error.message, error);
      if (!BROKEN.has(errorCode(error) ?? '')) throw error;
    }
  }

  /** A message that does not arrive is no error here: the process has just died, and its exit tells the cause. */
  async send(message: ToRunner): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.write(encodeFrame(message), () => {
        resolve();
      });
    });
  }

  /** Nothing more will be sent. */
  end(): void {
    this.#socket.end();
  }

  /** What is still to come is of no interest, and an unread channel never ends. */
  destroy(): void {
    this.#socket.destroy();
  }
}

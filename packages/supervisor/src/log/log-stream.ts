/** Writes log lines and never waits: a reader that has stalled costs lines, which are counted, and not the worker. */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode, isSystemError } from '@dumont/runner/host';

export interface LogStream {
  write(line: string): void;
}

const MAX_BYTES = 2 ** 20;
const AGAIN_MS = 100;

/**
 * @param file such as `/proc/self/fd/2`: opened once more, so that not to block is nobody else's affair
 * @returns null where it cannot be opened in that way, as a socket cannot
 */
export function openLogStream(file: string): LogStream | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK);
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
  return streamTo(descriptor, () => {
    closeSync(descriptor);
  });
}

/**
 * A socket, such as systemd gives a service for its log. It cannot be opened once more: it blocks no longer for whoever shares it.
 * @returns null for anything else
 */
export function openSocketLogStream(descriptor: number): LogStream | null {
  if (!fstatSync(descriptor).isSocket()) return null;
  // Node makes it so, and back at its end. What is written goes by the system's own call, which says how much it took.
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  socket.on('error', () => undefined);
  return streamTo(descriptor, () => {
    socket.unref();
  });
}

function streamTo(descriptor: number, atEnd: () => void): LogStream {
  const stream = new NonBlockingStream((bytes) => writeSync(descriptor, bytes));
  process.once('exit', () => {
    stream.flush();
    atEnd();
  });
  return stream;
}

export class NonBlockingStream implements LogStream {
  readonly #put: (bytes: Buffer) => number;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param put writes what it can at once, says how much that was, and throws EAGAIN where it was nothing */
  constructor(put: (bytes: Buffer) => number) {
    this.#put = put;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#bytes + bytes.length > MAX_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#keep(bytes);
    this.flush();
  }

  /** As far as the reader takes it. */
  flush(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0 && this.#putFirst());
    if (this.#waiting.length === 0) {
      this.#tellDropped();
      return;
    }
    this.#timer = setTimeout(() => {
      this.flush();
    }, AGAIN_MS).unref();
  }

  #keep(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
  }

  /** @returns whether there is any sense in going on */
  #putFirst(): boolean {
    const [first, ...rest] = this.#waiting;
    if (first === undefined) return false;
    let written = 0;
    try {
      written = this.#put(first);
    } catch (error) {
      const isFull = errorCode(error) === 'EAGAIN';
      // Nobody reads any more, or the disk is full: that must not end the worker either.
      if (!isFull) written = first.length;
    }
    this.#bytes -= written;
    const left = first.subarray(written);
    this.#waiting = left.length > 0 ? [left, ...rest] : rest;
    return written > 0;
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const msg = `${this.#dropped} lines of the log were dropped: nobody read them`;
    this.#dropped = 0;
    this.write(`${JSON.stringify({ level: 40, time: Date.now(), msg })}\n`);
  }
}

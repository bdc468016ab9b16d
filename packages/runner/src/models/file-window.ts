/** A model's file, read where it is looked at: a window of it at a time, by protobuf's own units. */
import { readSync } from 'node:fs';

const WINDOW_BYTES = 65_536;

/** No engine loads it, and the one that is asked says better why. */
export class Malformed extends Error {}

/** @throws Malformed where the file ends before what is read does */
export class FileWindow {
  position = 0;
  readonly #fd: number;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  varint(mostBytes = 10): number {
    let value = 0;
    for (let count = 0; count < mostBytes; count++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * count);
      if (byte < 0x80) return value;
    }
    throw new Malformed();
  }

  text(length: number): string {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = this.#byte();
    return Buffer.from(bytes).toString('utf8');
  }

  #byte(): number {
    if (this.position < this.#start || this.position >= this.#start + this.#length) this.#fill();
    const byte = this.#window[this.position - this.#start] ?? 0;
    this.position += 1;
    return byte;
  }

  #fill(): void {
    this.#start = this.position;
    this.#length = readSync(this.#fd, this.#window, 0, WINDOW_BYTES, this.position);
    if (this.#length === 0) throw new Malformed();
  }
}

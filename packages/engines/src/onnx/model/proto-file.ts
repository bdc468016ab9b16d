/** A protobuf message of any size, read from its file field by field: what is not looked at is not read. */
import { readSync } from 'node:fs';
import { decodeVarints } from '../varint.ts';

const WINDOW_BYTES = 65_536;
/** About a second of work. A real model has some fields a node: hundreds of thousands at most. */
const MOST_FIELDS = 10_000_000;
/** A longer text is no name. */
const MOST_TEXT_BYTES = 4096;
const MOST_VARINT_BYTES = 10;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

export interface Field {
  readonly number: number;
  /** Of a varint; else null. */
  readonly value: number | null;
  /** Where its content lies, if it is a message, a text or bytes; else both are the same. */
  readonly start: number;
  readonly end: number;
}

/** It is damaged, or no protobuf message. */
export class MalformedMessage extends Error {}

export class ProtoFile {
  readonly #fd: number;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;
  #position = 0;
  #fields = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** The fields between two places, in their order. @throws MalformedMessage */
  *fields({ start, end }: Pick<Field, 'start' | 'end'>): Generator<Field> {
    let next = start;
    while (next < end) {
      this.#position = next;
      const field = this.#field();
      next = Math.max(this.#position, field.end);
      if (next > end) throw new MalformedMessage('a field ends beyond its message');
      yield field;
    }
  }

  /** @returns '' for one that is too long to be a name */
  text({ start, end }: Field): string {
    return end - start > MOST_TEXT_BYTES ? '' : Buffer.from(this.#bytes(start, end)).toString('utf8');
  }

  /** @returns whole numbers, whether they came packed or one by one; none where they are too many to be sizes */
  integers({ start, end, value }: Field): number[] {
    if (value !== null) return [value];
    return end - start > MOST_TEXT_BYTES ? [] : decodeVarints(this.#bytes(start, end)).map(Number);
  }

  /** @returns few bytes; null where they are more than that @throws MalformedMessage */
  bytes({ start, end }: Field, most: number): Buffer | null {
    return end - start > Math.min(most, WINDOW_BYTES) ? null : Buffer.from(this.#bytes(start, end));
  }

  #field(): Field {
    this.#fields += 1;
    if (this.#fields > MOST_FIELDS) throw new MalformedMessage('it has too many parts');
    const tag = this.#varint();
    const number = Math.floor(tag / 8);
    const at = (length: number, value: number | null = null): Field => ({
      ...{ number, value, start: this.#position },
      end: this.#position + length,
    });
    switch (tag % 8) {
      case VARINT: {
        const value = this.#varint();
        return at(0, value);
      }
      case FIXED64:
        return at(8);
      case BYTES: {
        const length = this.#varint();
        return at(length);
      }
      case FIXED32:
        return at(4);
      default:
        throw new MalformedMessage(`a field of type ${tag % 8}`);
    }
  }

  #varint(): number {
    const bytes: number[] = [];
    do {
      if (bytes.length === MOST_VARINT_BYTES) throw new MalformedMessage('a varint of more than 10 bytes');
      bytes.push(this.#byte());
    } while ((bytes.at(-1) ?? 0) >= 0x80);
    return Number(decodeVarints(Uint8Array.from(bytes))[0]);
  }

  /** @returns a view of few bytes, until the next are read */
  #bytes(start: number, end: number): Uint8Array {
    this.#position = start;
    if (start < this.#start || end > this.#start + this.#length) this.#fill();
    if (end > this.#start + this.#length) throw new MalformedMessage('it is cut short');
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  #byte(): number {
    if (this.#position < this.#start || this.#position >= this.#start + this.#length) this.#fill();
    const byte = this.#window[this.#position - this.#start] ?? 0;
    this.#position += 1;
    return byte;
  }

  #fill(): void {
    this.#start = this.#position;
    this.#length = readSync(this.#fd, this.#window, 0, WINDOW_BYTES, this.#position);
    if (this.#length === 0) throw new MalformedMessage('it is cut short');
  }
}

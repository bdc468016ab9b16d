/** A FlatBuffers file of any size, read where it is looked at. What it claims is checked before it is believed. */
import { fstatSync, readSync } from 'node:fs';
import { MalformedMessage } from './proto-file.ts';

const WINDOW_BYTES = 65_536;
/** About a second of work. A real model has some tables a node. */
const MOST_TABLES = 2_000_000;
/** Of a vector: no graph has so many nodes. */
const MOST_ELEMENTS = 2_000_000;
/** A longer text is no name. */
const MOST_TEXT_BYTES = 4096;
const IDENTIFIER_BYTES = 4;
const OFFSET_BYTES = 4;

export class FlatFile {
  readonly size: number;
  readonly #fd: number;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #start = 0;
  #length = 0;
  #tables = 0;

  constructor(fd: number) {
    this.#fd = fd;
    this.size = fstatSync(fd).size;
  }

  /** @throws MalformedMessage */
  root(identifier: string): FlatTable {
    if (this.bytes(OFFSET_BYTES, IDENTIFIER_BYTES).toString('latin1') !== identifier)
      throw new MalformedMessage(`it does not say ${identifier}`);
    return this.table(this.follow(0));
  }

  table(at: number): FlatTable {
    this.#tables += 1;
    if (this.#tables > MOST_TABLES) throw new MalformedMessage('it has too many parts');
    return new FlatTable(this, at);
  }

  /** @returns where the offset that lies there leads */
  follow(at: number): number {
    return at + this.bytes(at, OFFSET_BYTES).readUInt32LE();
  }

  /** @returns a view of few bytes, until the next are read @throws MalformedMessage */
  bytes(at: number, length: number): Buffer {
    if (at < 0 || at + length > this.size || length > WINDOW_BYTES)
      throw new MalformedMessage('it leads out of the file');
    if (at < this.#start || at + length > this.#start + this.#length) {
      this.#start = at;
      this.#length = readSync(this.#fd, this.#window, 0, WINDOW_BYTES, at);
      if (length > this.#length) throw new MalformedMessage('it is cut short');
    }
    return this.#window.subarray(at - this.#start, at - this.#start + length);
  }
}

/** Fields are counted from 0 in the order of the schema; what is left out is null, or empty. */
export class FlatTable {
  readonly #file: FlatFile;
  readonly #at: number;
  readonly #fields: number;
  readonly #fieldCount: number;

  constructor(file: FlatFile, at: number) {
    this.#file = file;
    this.#at = at;
    this.#fields = at - file.bytes(at, 4).readInt32LE();
    this.#fieldCount = (file.bytes(this.#fields, 2).readUInt16LE() - 4) / 2;
  }

  int8(field: number): number | null {
    const at = this.#place(field);
    return at === null ? null : this.#file.bytes(at, 1).readInt8();
  }

  int32(field: number): number | null {
    const at = this.#place(field);
    return at === null ? null : this.#file.bytes(at, 4).readInt32LE();
  }

  int64(field: number): number | null {
    const at = this.#place(field);
    return at === null ? null : Number(this.#file.bytes(at, 8).readBigInt64LE());
  }

  text(field: number): string {
    const at = this.#place(field);
    return at === null ? '' : this.#textAt(this.#file.follow(at));
  }

  texts(field: number): string[] {
    return this.#elements(field, OFFSET_BYTES).map((at) => this.#textAt(this.#file.follow(at)));
  }

  int64s(field: number): number[] {
    return this.#elements(field, 8).map((at) => Number(this.#file.bytes(at, 8).readBigInt64LE()));
  }

  /** @returns null where there are more bytes */
  raw(field: number, most: number): Buffer | null {
    const at = this.#place(field);
    if (at === null) return Buffer.alloc(0);
    const start = this.#file.follow(at);
    const length = this.#file.bytes(start, 4).readUInt32LE();
    return length > most ? null : Buffer.from(this.#file.bytes(start + 4, length));
  }

  table(field: number): FlatTable | null {
    const at = this.#place(field);
    return at === null ? null : this.#file.table(this.#file.follow(at));
  }

  tables(field: number): FlatTable[] {
    return this.#elements(field, OFFSET_BYTES).map((at) => this.#file.table(this.#file.follow(at)));
  }

  /** @returns where each element of a vector lies */
  #elements(field: number, bytes: number): number[] {
    const at = this.#place(field);
    if (at === null) return [];
    const start = this.#file.follow(at);
    const length = this.#file.bytes(start, 4).readUInt32LE();
    if (length > MOST_ELEMENTS || start + 4 + length * bytes > this.#file.size)
      throw new MalformedMessage('it leads out of the file');
    return Array.from({ length }, (_, index) => start + 4 + index * bytes);
  }

  #textAt(at: number): string {
    const length = this.#file.bytes(at, 4).readUInt32LE();
    return length > MOST_TEXT_BYTES ? '' : this.#file.bytes(at + 4, length).toString('utf8');
  }

  #place(field: number): number | null {
    if (field >= this.#fieldCount) return null;
    const offset = this.#file.bytes(this.#fields + 4 + 2 * field, 2).readUInt16LE();
    return offset === 0 ? null : this.#at + offset;
  }
}

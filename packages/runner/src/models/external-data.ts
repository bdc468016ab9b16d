/**
 * Which other files an ONNX model says it keeps weights in. Walks the protobuf's structure and skips its contents, so that a model
 * of gigabytes takes a few reads. Reads as protobuf's own parser does: what it skips is skipped, and what it refuses ends the walk.
 */
import { fstatSync, readSync } from 'node:fs';
import { DumontError } from '@dumont/protocol';

const WINDOW_BYTES = 65_536;
/** About a second of work. A real model has some fields a node: hundreds of thousands at most. */
const MOST_FIELDS = 10_000_000;
/** Protobuf's own limit. */
const MOST_DEPTH = 100;
const MOST_TAG_BYTES = 5;
const MOST_PATH_BYTES = 4096;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;

type MessageName = 'model' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'training' | 'function';

/** Fields that lead to tensors, by their numbers in onnx.proto. */
const PATHS: Readonly<Record<MessageName, Readonly<Record<number, MessageName>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node' },
  tensor: {},
};
const EXTERNAL_DATA = 13;
const KEY = 1;
const VALUE = 2;

/**
 * @param fd the open model @returns each location once, as the model writes it
 * @throws DumontError MODEL_INVALID where it is too large to be looked through
 */
export function readExternalLocations(fd: number): string[] {
  const walk = new Walk(new FileWindow(fd));
  try {
    walk.message('model', fstatSync(fd).size, 0);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return [...walk.locations];
}

/** No engine loads it, and the one that is asked says better why. */
class Malformed extends Error {}

class Walk {
  readonly locations = new Set<string>();
  readonly #bytes: FileWindow;
  #fields = 0;

  constructor(bytes: FileWindow) {
    this.#bytes = bytes;
  }

  message(name: MessageName, end: number, depth: number): void {
    if (depth > MOST_DEPTH) throw new Malformed();
    while (this.#bytes.position < end) {
      const { field, type } = this.#tag();
      if (type !== BYTES) {
        this.#skip(field, type, depth);
        continue;
      }
      const length = this.#bytes.varint();
      const fieldEnd = this.#bytes.position + length;
      if (fieldEnd > end) throw new Malformed();
      const inner = PATHS[name][field];
      if (inner !== undefined) this.message(inner, fieldEnd, depth + 1);
      else if (name === 'tensor' && field === EXTERNAL_DATA) this.#entry(fieldEnd);
      this.#bytes.position = fieldEnd;
    }
    if (this.#bytes.position > end) throw new Malformed();
  }

  /** A pair of texts: the one whose key is `location` names the file. */
  #entry(end: number): void {
    const texts = new Map<number, string>();
    while (this.#bytes.position < end) {
      const { field, type } = this.#tag();
      if (type !== BYTES) {
        this.#skip(field, type, 0);
        continue;
      }
      const length = this.#bytes.varint();
      if (this.#bytes.position + length > end) throw new Malformed();
      if (length <= MOST_PATH_BYTES) {
        texts.set(field, this.#bytes.text(length));
        continue;
      }
      // No path, and in place of what was there before.
      texts.delete(field);
      this.#bytes.position += length;
    }
    const location = texts.get(VALUE);
    if (texts.get(KEY) === 'location' && location !== undefined) this.locations.add(location);
  }

  #tag(): { field: number; type: number } {
    this.#fields += 1;
    if (this.#fields > MOST_FIELDS) {
      throw new DumontError(
        'MODEL_INVALID',
        `The model has more than ${MOST_FIELDS} parts, too many to find those that lie in other files.`,
      );
    }
    // Protobuf cuts off what a tag has above 32 bits.
    const tag = this.#bytes.varint(MOST_TAG_BYTES) % 2 ** 32;
    const field = Math.floor(tag / 8);
    if (field === 0) throw new Malformed();
    return { field, type: tag % 8 };
  }

  #skip(field: number, type: number, depth: number): void {
    if (type === GROUP_START) this.#skipGroup(field, depth + 1);
    else this.#skipScalar(type);
  }

  /** No message of a model has one, but an unknown field may be one. */
  #skipGroup(group: number, depth: number): void {
    if (depth > MOST_DEPTH) throw new Malformed();
    for (;;) {
      const { field, type } = this.#tag();
      if (type === GROUP_END) {
        if (field === group) return;
        throw new Malformed();
      }
      if (type === BYTES) this.#bytes.position += this.#bytes.varint();
      else this.#skip(field, type, depth);
    }
  }

  #skipScalar(type: number): void {
    if (type === VARINT) this.#bytes.varint();
    else if (type === FIXED64) this.#bytes.position += 8;
    else if (type === FIXED32) this.#bytes.position += 4;
    else throw new Malformed();
  }
}

/** A file read where it is looked at. */
class FileWindow {
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

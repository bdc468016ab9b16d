/**
 * Where an ONNX model keeps its weights, and in which other files. Walks the protobuf's structure and skips its contents, so that a model
 * of gigabytes takes a few reads. Reads as protobuf's own parser does: what it skips is skipped, and what it refuses ends the walk.
 */
import { fstatSync } from 'node:fs';
import { DumontError } from '@dumont/protocol';
import { FileWindow, Malformed } from './file-window.ts';

/** About a second of work. A real model has some fields a node: hundreds of thousands at most. */
const MOST_FIELDS = 10_000_000;
/** Protobuf's own limit. */
const MOST_DEPTH = 100;
const MOST_TAG_BYTES = 5;
const MOST_PATH_BYTES = 4096;
const MOST_TENSORS = 100_000;

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
const DATA_TYPE = 2;
/** Floats one by one, packed, and as bytes: in either way they lie there as in memory. */
const DATA: ReadonlySet<number> = new Set([4, 9]);
const EXTERNAL_DATA = 13;
const FLOAT32 = 1;
const KEY = 1;
const VALUE = 2;

/** Bytes of a tensor of float32. */
export interface FloatBytes {
  /** The file that they are in, as the model writes it; null where that is the model's own. */
  readonly location: string | null;
  readonly offset: number;
  /** Null where the model does not say: to the file's end. */
  readonly length: number | null;
}

/** Where a model keeps its weights, as it writes that. */
export interface WeightPlaces {
  /** Other files, each once. */
  readonly locations: readonly string[];
  /** Its tensors of float32 that are kept as bytes, at most 100,000. */
  readonly floats: readonly FloatBytes[];
}

/** @param fd the open model @throws DumontError MODEL_INVALID where it is too large to be looked through */
export function readWeightPlaces(fd: number): WeightPlaces {
  const walk = new Walk(new FileWindow(fd));
  try {
    walk.message('model', fstatSync(fd).size, 0);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return { locations: [...walk.locations], floats: walk.floats };
}

function emptyTensor(): Tensor {
  return { elementType: 0, raw: null, external: new Map() };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** What is known of the tensor that is walked through. */
interface Tensor {
  elementType: number;
  raw: { offset: number; length: number } | null;
  readonly external: Map<string, string>;
}

class Walk {
  readonly locations = new Set<string>();
  readonly floats: FloatBytes[] = [];
  readonly #bytes: FileWindow;
  #fields = 0;
  #tensor: Tensor = emptyTensor();

  constructor(bytes: FileWindow) {
    this.#bytes = bytes;
  }

  message(name: MessageName, end: number, depth: number): void {
    if (depth > MOST_DEPTH) throw new Malformed();
    if (name === 'tensor') this.#tensor = emptyTensor();
    while (this.#bytes.position < end) {
      const { field, type } = this.#tag();
      if (type === BYTES) this.#content(name, field, end, depth);
      else if (name === 'tensor' && field === DATA_TYPE && type === VARINT)
        this.#tensor.elementType = this.#bytes.varint();
      else this.#skip(field, type, depth);
    }
    if (this.#bytes.position > end) throw new Malformed();
    if (name === 'tensor') this.#keepFloats();
  }

  /** A field with a length, in a message that ends there. */
  #content(name: MessageName, field: number, messageEnd: number, depth: number): void {
    const length = this.#bytes.varint();
    const end = this.#bytes.position + length;
    if (end > messageEnd) throw new Malformed();
    const inner = PATHS[name][field];
    if (inner !== undefined) this.message(inner, end, depth + 1);
    else if (name === 'tensor' && field === EXTERNAL_DATA) this.#entry(end);
    else if (name === 'tensor' && DATA.has(field))
      this.#tensor.raw = { offset: this.#bytes.position, length };
    this.#bytes.position = end;
  }

  /** A tensor has no messages in it that lead to others: it is the one that was begun last. */
  #keepFloats(): void {
    const { elementType, raw, external } = this.#tensor;
    if (elementType !== FLOAT32 || this.floats.length === MOST_TENSORS) return;
    const location = external.get('location');
    if (location !== undefined) {
      const [offset = 0, length = null] = ['offset', 'length'].map((key) => wholeNumber(external.get(key)));
      this.floats.push({ location, offset: offset ?? 0, length });
    } else if (raw !== null) this.floats.push({ location: null, ...raw });
  }

  /** A pair of texts: the one whose key is `location` names the file, others say where in it. */
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
    const [key, value] = [texts.get(KEY), texts.get(VALUE)];
    if (key === undefined || value === undefined) return;
    if (key === 'location') this.locations.add(value);
    this.#tensor.external.set(key, value);
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

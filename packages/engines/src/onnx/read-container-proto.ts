/** ONNX's SequenceProto, OptionalProto and MapProto messages, from bytes that may be damaged or hostile. */
import { DumontError, type Container } from '@dumont/protocol';
import { PbfReader } from 'pbf';
import { joinScalars } from '../join-scalars.ts';
import type { Tensor } from '../tensor.ts';
import { tensorsIn, type MapValue, type Sequence, type Value } from '../value.ts';
import { decodeTensor, takeBytes } from './read-tensor-proto.ts';
import { decodeVarints } from './varint.ts';

/** SequenceProto and OptionalProto have the same fields: a kind, and under the number of a kind what is of it. */
const KIND_FIELD = 2;
const TENSORS = 3;
const SEQUENCES = 5;
const MAPS = 6;
const LAST_FIELD = 7;
/** SequenceProto.DataType and OptionalProto.DataType. */
const KIND = { none: 0, tensor: 1, map: 4 } as const;

const MAP_FIELD = { keys: 3, textKeys: 4, values: 5 } as const;

/** @throws DumontError INPUT_INVALID */
export function decodeContainer(bytes: Uint8Array, container: Container, where: string): Value {
  try {
    return DECODERS[container](bytes, where);
  } catch (cause) {
    if (cause instanceof DumontError) throw cause;
    // pbf throws plain errors on bytes that are no message.
    throw invalid(where, container, cause);
  }
}

const DECODERS: Readonly<Record<Container, (bytes: Uint8Array, where: string) => Value>> = {
  sequence: decodeSequence,
  'sequence of maps': decodeSequence,
  map: decodeMap,
  optional: decodeOptionalTensor,
  'optional sequence': (bytes, where) => {
    const { kind, parts } = parseHolder(bytes);
    const [sequence] = parts.get(SEQUENCES) ?? [];
    if (sequence !== undefined) return decodeSequence(sequence, where);
    return kind === KIND.tensor ? decodeSequence(bytes, where) : refuseAny(parts, 'optional sequence', where);
  },
};

/** It may be wrapped or plain. A plain one has other fields under the same numbers, so that neither can be taken for the other. */
export function decodeOptionalTensor(bytes: Uint8Array, where: string): Tensor | null {
  const { parts } = parseHolder(bytes);
  const [tensor, another] = parts.get(TENSORS) ?? [];
  if (tensor !== undefined && another === undefined) return decodeTensor(tensor, where);
  try {
    return decodeTensor(bytes, where);
  } catch (cause) {
    if (parts.size === 0) return null;
    throw invalid(where, 'optional', cause);
  }
}

function decodeSequence(bytes: Uint8Array, where: string): Sequence {
  const { kind, parts } = parseHolder(bytes);
  const field = kind === KIND.map ? MAPS : TENSORS;
  const elements = parts.get(field) ?? [];
  parts.delete(field);
  const isStated = kind === KIND.tensor || kind === KIND.map;
  const isUndefined = kind === null || kind === KIND.none;
  // Some writers leave out the kind of elements that are there; of none, only it tells an empty sequence from a damaged one.
  if (!isStated && !(isUndefined && elements.length > 0)) throw invalid(where, 'sequence');
  refuseAny(parts, 'sequence', where);
  return {
    elements: elements.map((element, index) => {
      const what = `${where}, in its element ${index},`;
      return field === MAPS ? decodeMap(element, what) : decodeTensor(element, what);
    }),
  };
}

interface MapMessage {
  readonly keys: Uint8Array[];
  readonly textKeys: string[];
  values: Uint8Array | null;
}

function decodeMap(bytes: Uint8Array, where: string): MapValue {
  const message: MapMessage = { keys: [], textKeys: [], values: null };
  const pbf = new PbfReader(bytes);
  pbf.readFields(readMapField, message);
  if (message.values === null || pbf.pos !== bytes.length) throw invalid(where, 'map');
  const elements = tensorsIn(decodeSequence(message.values, where));
  const numbers = decodeVarints(Buffer.concat(message.keys));
  const texts = message.textKeys;
  if (elements.length !== Math.max(numbers.length, texts.length) || (numbers.length > 0 && texts.length > 0))
    throw invalid(where, 'map');
  const order = [...elements.keys()].sort((one, other) =>
    texts.length > 0
      ? Buffer.compare(Buffer.from(texts[one] ?? ''), Buffer.from(texts[other] ?? ''))
      : Number((numbers[one] ?? 0n) - (numbers[other] ?? 0n)),
  );
  const sorted = <Item>(items: readonly Item[]): Item[] =>
    order.flatMap((index) => items.slice(index, index + 1));
  const values = joinScalars(sorted(elements));
  if (values === null) throw invalid(where, 'map');
  const shape = [order.length];
  return {
    keys:
      texts.length > 0
        ? { dtype: 'string', shape, data: sorted(texts) }
        : { dtype: 'int64', shape, data: BigInt64Array.from(sorted(numbers)) },
    values,
  };
}

function readMapField(field: number, message: MapMessage, pbf: PbfReader): void {
  if (field === MAP_FIELD.keys) message.keys.push(takeBytes(pbf));
  else if (field === MAP_FIELD.textKeys) message.textKeys.push(Buffer.from(pbf.readBytes()).toString('utf8'));
  else if (field === MAP_FIELD.values) message.values = pbf.readBytes();
}

const LENGTH_DELIMITED = 2;

interface Holder {
  /** Null where it is not stated. */
  kind: number | null;
  /** Field → messages under it. Other fields than a holder has count too. */
  readonly parts: Map<number, Uint8Array[]>;
}

/** @throws RangeError where it is cut short, as to an empty file: one that holds nothing states its kind */
function parseHolder(bytes: Uint8Array): Holder {
  const holder: Holder = { kind: null, parts: new Map() };
  const pbf = new PbfReader(bytes);
  pbf.readFields((field, found: Holder, reader) => {
    if (field === KIND_FIELD) found.kind = reader.readVarint();
    else if (field > KIND_FIELD) addPart(found, field, takeMessage(field, reader));
  }, holder);
  // A length beyond the end is not noticed by the reader itself.
  if (pbf.pos !== bytes.length || (holder.kind === null && holder.parts.size === 0))
    throw new RangeError('the message is cut short');
  return holder;
}

function addPart({ parts }: Holder, field: number, message: Uint8Array): void {
  const others = parts.get(field);
  if (others === undefined) parts.set(field, [message]);
  else others.push(message);
}

/** Of a field that no holder has it does not matter what it says. */
function takeMessage(field: number, pbf: PbfReader): Uint8Array {
  if (field <= LAST_FIELD && pbf.type === LENGTH_DELIMITED) return pbf.readBytes();
  pbf.skip(pbf.type);
  return new Uint8Array(0);
}

/** @returns null, where there is nothing that was not expected */
function refuseAny(parts: Holder['parts'], container: Container, where: string): null {
  if (parts.size > 0) throw invalid(where, container);
  return null;
}

const MESSAGES: Readonly<Record<Container, string>> = {
  sequence: 'a sequence of tensors (SequenceProto)',
  optional: 'a tensor, or an optional one (OptionalProto)',
  'optional sequence': 'an optional sequence of tensors (OptionalProto or SequenceProto)',
  map: 'a map (MapProto)',
  'sequence of maps': 'a sequence of maps (SequenceProto)',
};

function invalid(where: string, container: Container, cause?: unknown): DumontError {
  return new DumontError('INPUT_INVALID', `${where} does not hold ${MESSAGES[container]}, or is damaged`, {
    cause,
  });
}

/** Damages a file in ways that a parser meets in the wild and from somebody who means harm. The same seed gives the same damage. */

export type Random = () => number;

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const MOST_CHANGES = 32;
const MOST_SLICE_BYTES = 4096;
/** The structure of a model is at its beginning and its end; weights lie between and survive anything. */
const EDGE_BYTES = 20_000;

const mutations: Readonly<Record<string, Mutation>> = {
  'flip bits': (bytes, random) => changeSome(bytes, random, (byte) => byte ^ (1 << Math.floor(random() * 8))),
  'other bytes': (bytes, random) => changeSome(bytes, random, () => Math.floor(random() * 256)),
  // A varint that goes on and on, or the length of a field that claims to be huge.
  'large numbers': (bytes, random) => changeSome(bytes, random, () => 0xff),
  'cut short': (bytes, random) => bytes.slice(0, Math.floor(random() * bytes.length)),
  'take a piece out': (bytes, random) => {
    const { from, to } = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'repeat a piece': (bytes, random) => {
    const { from, to } = slice(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'clear a piece': (bytes, random) => {
    const { from, to } = slice(bytes, random);
    return Uint8Array.from(bytes).fill(0, from, to);
  },
};

/** @returns the damaged file, and what was done to it */
export function mutate(bytes: Uint8Array, random: Random): { bytes: Uint8Array; mutation: string } {
  const names = Object.keys(mutations);
  const mutation = names[Math.floor(random() * names.length)] ?? 'cut short';
  return { bytes: mutations[mutation]?.(bytes, random) ?? bytes, mutation };
}

function changeSome(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const count = 1 + Math.floor(random() * MOST_CHANGES);
  for (let index = 0; index < count; index++) {
    const at = position(bytes, random);
    changed[at] = change(changed[at] ?? 0);
  }
  return changed;
}

function slice(bytes: Uint8Array, random: Random): { from: number; to: number } {
  const from = position(bytes, random);
  return { from, to: Math.min(bytes.length, from + 1 + Math.floor(random() * MOST_SLICE_BYTES)) };
}

function position(bytes: Uint8Array, random: Random): number {
  const within = Math.floor(random() * Math.min(EDGE_BYTES, bytes.length));
  return random() < 0.5 ? within : bytes.length - 1 - within;
}

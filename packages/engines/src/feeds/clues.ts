/** What a refusal says in passing: sizes and shapes that the model would have liked better. */

export interface Clues {
  /** Single numbers, in the order they are mentioned. */
  readonly sizes: readonly number[];
  /** Lists in brackets or braces. */
  readonly lists: readonly (readonly number[])[];
}

export const NO_CLUES: Clues = { sizes: [], lists: [] };

const LARGEST_SIZE = 4096;
const MOST_SIZES = 6;

/** @param refusal the engine's message; numbers in names, paths and versions do not count */
export function readClues(refusal: string): Clues {
  const lists = [...refusal.matchAll(/[[{(](-?\d+(?:\s*,\s*-?\d+)*)[\]})]/g)].map((match) =>
    (match[1] ?? '').split(',').map(Number),
  );
  const sizes = [...refusal.matchAll(/(?<![\w.:-])\d+(?![\w.])/g)]
    .map((match) => Number(match[0]))
    .filter((size) => size > 1 && size <= LARGEST_SIZE);
  return { sizes: [...new Set(sizes)].slice(0, MOST_SIZES), lists };
}

/** What a refusal says in passing: sizes and shapes that the model would have liked better. */

export interface Clues {
  /** Single numbers, in the order they are mentioned. */
  readonly sizes: readonly number[];
  /** Lists in brackets or braces. */
  readonly lists: readonly (readonly number[])[];
  /** The largest number that an index may be, where one was out of bounds. */
  readonly largestIndex: number | null;
}

export const NO_CLUES: Clues = { sizes: [], lists: [], largestIndex: null };

const LARGEST_SIZE = 4096;
const MOST_SIZES = 6;

/** @param refusal the engine's message; numbers in names, paths and versions do not count */
export function readClues(refusal: string): Clues {
  const lists = [...refusal.matchAll(/[[{(](-?\d+(?:\s*,\s*-?\d+)*)[\]})]/g)].map((match) =>
    (match[1] ?? '').split(',').map(Number),
  );
  const bounds = /(?:bounds|range|out of)\D*\[-?\d+\s*,\s*(\d+)\]/i.exec(refusal)?.[1];
  const largestIndex = bounds === undefined ? null : Number(bounds);
  const mentioned = [...refusal.matchAll(/(?<![\w.:-])\d+(?![\w.])/g)].map((match) => Number(match[0]));
  // What is expected comes before what was given, and as many as there are indexes before all else.
  const expected = [...refusal.matchAll(/expect(?:ed|s)\W{1,3}(\d+)/gi)].map((match) => Number(match[1]));
  const sizes = [...(largestIndex === null ? [] : [largestIndex + 1]), ...expected, ...mentioned].filter(
    (size) => size > 1 && size <= LARGEST_SIZE,
  );
  return { sizes: [...new Set(sizes)].slice(0, MOST_SIZES), lists, largestIndex };
}

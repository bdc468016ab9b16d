/** Numbers that are the same for the same seed. Pure. */

/** @returns from 0, below 1: a linear congruential generator (Numerical Recipes), good enough for weights */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

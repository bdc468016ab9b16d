/**
 * Looking at a comparison again and again until it is decided would raise false alarms from 2.5 % to 5–10 %. Each look may therefore spend
 * a part of them only (Lan and DeMets 1983), and the level of each follows from how strongly the looks hang together (Armitage, McPherson
 * and Rowe 1969): standardised sums of n and m pairs are correlated by √(n/m).
 */
import { normalDensity, normalTail } from './normal.ts';

/** What a comparison promises: of those between equal programs, no more are called regressed. */
export const FALSE_ALARM_PROMISE = 0.025;
/**
 * One-sided, for the whole comparison. A little under what is promised: levels come from the normal distribution, tests from signed
 * ranks, and 100,000 simulated comparisons of 30 pairs gave 2.51 % with the full rate.
 */
export const FALSE_ALARM_RATE = 0.024;
/** Kim and DeMets' power family: little is spent early, so that the last look keeps most of its power; large changes are seen early all the same. */
const SPENDING_POWER = 2;
/** From look to look the number of pairs grows by at least this much: looks beside each other cost more than they find out. */
const GROWTH = 1.3;
const FIRST_LOOK = 6;
const GRID_POINTS = 201;
/** What lies further out than this many standard deviations is nothing. */
const REACH = 8;

export interface Look {
  /** Pairs that are known by then. */
  readonly pairs: number;
  /** Of the false-alarm rate, what this look and those before it may spend together. */
  readonly spent: number;
}

/**
 * Looks at even numbers of pairs, so that each order is as frequent as the other; the last one at `maxPairs`.
 * @param rate the false-alarm rate of all looks together
 * @returns none where even all pairs cannot reach the rate, since n pairs reach 2⁻ⁿ at best
 */
export function planLooks(maxPairs: number, rate = FALSE_ALARM_RATE): Look[] {
  const looks: Look[] = [];
  const spentAt = (pairs: number): number => rate * (pairs / maxPairs) ** SPENDING_POWER;
  for (let pairs = FIRST_LOOK; pairs * GROWTH <= maxPairs; pairs += 2) {
    const last = looks.at(-1);
    if (last !== undefined && pairs < last.pairs * GROWTH) continue;
    if (canReach(pairs, spentAt(pairs) - (last?.spent ?? 0))) looks.push({ pairs, spent: spentAt(pairs) });
  }
  if (canReach(maxPairs, rate)) looks.push({ pairs: maxPairs, spent: rate });
  return looks;
}

function canReach(pairs: number, tail: number): boolean {
  return 2 ** -pairs <= tail;
}

/**
 * @param looks in order: both numbers grow from look to look
 * @returns the one-sided level of the last look's test, taken alone
 */
export function levelOfLastLook(looks: readonly Look[]): number {
  let density: Density | null = null;
  let spent = 0;
  let level = 0;
  for (const [index, look] of looks.entries()) {
    const variance = look.pairs;
    const before = density;
    const beyond = (x: number): number =>
      before === null
        ? normalTail(x / Math.sqrt(variance))
        : before.tailAfter(look.pairs - before.variance, x);
    const bound = crossing(beyond, look.spent - spent, REACH * Math.sqrt(variance));
    level = normalTail(bound / Math.sqrt(variance));
    spent = look.spent;
    if (index < looks.length - 1) density = Density.below(bound, variance, before);
  }
  return level;
}

/** @returns where the falling function comes down to `target` */
function crossing(beyond: (x: number) => number, target: number, reach: number): number {
  let [low, high] = [-reach, reach];
  while (high - low > reach * 1e-9) {
    const middle = (low + high) / 2;
    if (beyond(middle) > target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Of the sum of differences where no look has stopped the comparison yet, on a grid. */
class Density {
  readonly variance: number;
  readonly #start: number;
  readonly #step: number;
  readonly #values: Float64Array;

  private constructor(variance: number, start: number, step: number, values: Float64Array) {
    this.variance = variance;
    this.#start = start;
    this.#step = step;
    this.#values = values;
  }

  /** @param bound the look stops the comparison from here on */
  static below(bound: number, variance: number, before: Density | null): Density {
    const start = -REACH * Math.sqrt(variance);
    const step = (bound - start) / (GRID_POINTS - 1);
    const values = new Float64Array(GRID_POINTS);
    for (let index = 0; index < GRID_POINTS; index++) {
      const x = start + index * step;
      values[index] =
        before === null
          ? normalDensity(x / Math.sqrt(variance)) / Math.sqrt(variance)
          : before.#integrate((from) => {
              const deviation = Math.sqrt(variance - before.variance);
              return normalDensity((x - from) / deviation) / deviation;
            });
    }
    return new Density(variance, start, step, values);
  }

  /** @returns the probability to lie beyond `x` after pairs that add this variance */
  tailAfter(variance: number, x: number): number {
    const deviation = Math.sqrt(variance);
    return this.#integrate((from) => normalTail((x - from) / deviation));
  }

  /** Simpson's rule. */
  #integrate(weight: (x: number) => number): number {
    let total = 0;
    for (const [index, value] of this.#values.entries()) {
      const isEnd = index === 0 || index === GRID_POINTS - 1;
      const factor = isEnd ? 1 : index % 2 === 1 ? 4 : 2;
      total += factor * value * weight(this.#start + index * this.#step);
    }
    return (total * this.#step) / 3;
  }
}

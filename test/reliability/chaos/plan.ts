/** What is done to the workers, and when: made of a seed before it begins. Pure. */
import { STAGES, type Stage } from '../fleet/stages.ts';
import type { Random } from '../../support/random.ts';

export interface Attack {
  readonly kind: 'kill' | 'zombie';
  /** Begins once the worker has come to this stage so many times … */
  readonly stage: Stage;
  readonly times: number;
  /** … and so much later. */
  readonly delayMs: number;
  /** How much longer than its lease a zombie is stopped, as a share of the lease. */
  readonly overstay: number;
  /** Whether a zombie is killed where it stands and never goes on. */
  readonly isFinal: boolean;
}

/** How long each stage lasts, roughly: so that moments lie all over it, and in the beginning of the next one. */
const LASTS_MS: Readonly<Record<Stage, number>> = {
  start: 400,
  idle: 30,
  claim: 4,
  download: 10,
  run: 15,
  outbox: 5,
  ack: 3,
};
const MOST_TIMES = 3;
const FINAL = 0.2;

export interface PlanOptions {
  readonly kills: number;
  readonly zombies: number;
  /** Only at this one; null: at any. */
  readonly stage: Stage | null;
}

export function planAttacks({ kills, zombies, stage: only }: PlanOptions, random: Random): Attack[] {
  const kinds = [...Array<'kill'>(kills).fill('kill'), ...Array<'zombie'>(zombies).fill('zombie')];
  return shuffle(kinds, random).map((kind) => {
    const stage = only ?? STAGES[random.below(STAGES.length)] ?? 'run';
    return {
      kind,
      stage,
      times: stage === 'start' ? 0 : 1 + random.below(MOST_TIMES),
      delayMs: random.next() * LASTS_MS[stage],
      overstay: 0.2 + random.next(),
      isFinal: random.next() < FINAL,
    };
  });
}

/** Fisher and Yates. */
function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}

import t from 'tap';
import { simulateFalseAlarms } from './false-alarms.ts';
import type { ProcessPair } from './comparison.ts';

await t.test('identical programs: single processes misfire, paired comparisons hardly', async (t) => {
  const random = seededRandom(8);
  const noisy = (): number => 10 * (1 + 0.1 * (random() + random() + random() - 1.5));
  const pairs = Array.from({ length: 20 }, () => ({ baseline: noisy(), candidate: noisy() }));
  const { singleProcesses, withLimit, withoutLimit, variation } = simulateFalseAlarms(pairs, 0.05, {
    comparisons: 1000,
    random,
  });
  t.ok(singleProcesses > 0.1, `${singleProcesses}`);
  t.ok(withoutLimit > 0 && withoutLimit < 0.04, `${withoutLimit}`);
  t.ok(withLimit <= withoutLimit);
  t.ok(variation > 0.03 && variation < 0.07, `${variation}`);
});

await t.test('pairs that hang together are noticed', async (t) => {
  // Each block of two pairs differs by the same amount: half of what a comparison takes for pairs is no news.
  const random = seededRandom(9);
  const pairs = Array.from({ length: 20 }, (_, index): ProcessPair => {
    const block = Math.floor(index / 2);
    return { baseline: 10, candidate: 10 + 0.1 * ((block % 5) - 1.7) + 0.001 * index };
  });
  const { withoutLimit } = simulateFalseAlarms(pairs, 0.05, { comparisons: 1000, random });
  t.ok(withoutLimit > 0.04, `${withoutLimit}`);
});

/** Park and Miller's generator: the same numbers everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

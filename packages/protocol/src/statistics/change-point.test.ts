import t from 'tap';
import { findChangePoint } from './change-point.ts';

/** Park and Miller's generator: the same numbers everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

await t.test('a lasting change is found where it happened', async (t) => {
  const random = seededRandom(3);
  const series = Array.from({ length: 30 }, (_, index) => (index < 18 ? 10 : 11.5) + random());
  const found = findChangePoint(series);
  t.equal(found?.index, 18);
  t.ok(found && Math.abs(found.change - 0.14) < 0.03, `${found?.change}`);
  t.ok(found && found.confidence > 0.99 && found.confidence <= 1);
});

await t.test('one slow run is no change, and few runs tell nothing', async (t) => {
  t.equal(findChangePoint([10, 11, 10, 11, 90, 10, 11, 10, 11, 10]), null);
  t.equal(findChangePoint([1, 1, 1, 9, 9, 9]), null);
  t.equal(findChangePoint(new Array<number>(20).fill(5)), null);
});

await t.test('in a steady series a change is seen in at most one of twenty', async (t) => {
  const random = seededRandom(4);
  let seen = 0;
  for (let run = 0; run < 1000; run++) {
    if (findChangePoint(Array.from({ length: 25 }, random)) !== null) seen++;
  }
  t.ok(seen <= 50, `${seen} of 1,000`);
});

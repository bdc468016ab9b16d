import t from 'tap';
import type { Board } from './board.ts';
import { BoardWatch } from './board-watch.ts';

const identity = { name: 'Board', uuid: 'GPU-1', driver: '1.0' };

/** One that tells in turn what it is given, the last of it for ever. */
function boardOf(told: Partial<Record<Exclude<keyof Board, 'identity'>, readonly unknown[]>>): Board {
  const teller = (name: Exclude<keyof Board, 'identity'>) => {
    let index = 0;
    return () => {
      const values = told[name] ?? [null];
      return values[Math.min(index++, values.length - 1)] as never;
    };
  };
  return {
    identity,
    utilizationPercent: teller('utilizationPercent'),
    usedBytes: teller('usedBytes'),
    bytesOf: teller('bytesOf'),
    powerW: teller('powerW'),
    energyMj: teller('energyMj'),
    clockMhz: teller('clockMhz'),
    temperatureC: teller('temperatureC'),
    throttled: teller('throttled'),
  };
}

await t.test('means, highest values and every reason of the looks in the phase', async (t) => {
  const watch = new BoardWatch(
    boardOf({
      utilizationPercent: [0, 80, 90],
      bytesOf: [100, 900, 500],
      usedBytes: [1000, 2000, 1500],
      powerW: [70, 200, 180],
      energyMj: [5000n, 1_005_000n],
      clockMhz: [300, 1900, 2000],
      temperatureC: [40, 61, 60],
      throttled: [['power cap'], [], ['heat, by software']],
    }),
  );
  watch.begin([1], 0);
  watch.look([1]);
  t.strictSame(watch.end([1], 5000), {
    board: identity,
    utilizationPercent: 85,
    memory: { of: 'process', startBytes: 100, peakBytes: 900 },
    powerW: 200,
    isPowerCounted: true,
    startPowerW: 70,
    clockMhz: 1950,
    temperatureC: 61,
    throttled: ['heat, by software'],
  });
});

await t.test('a short phase has no utilisation, and no counted energy', async (t) => {
  const told = { utilizationPercent: [50], powerW: [100], energyMj: [0n, 100_000n] };
  const short = new BoardWatch(boardOf(told));
  short.begin([], 0);
  t.match(short.end([], 999), { utilizationPercent: null, powerW: 100, isPowerCounted: false });
  const longer = new BoardWatch(boardOf(told));
  longer.begin([], 0);
  t.match(longer.end([], 1999), { utilizationPercent: 50, powerW: 100, isPowerCounted: false });
  const long = new BoardWatch(boardOf(told));
  long.begin([], 0);
  t.match(long.end([], 2000), { powerW: 50, isPowerCounted: true });
});

await t.test("where the driver does not know our processes, the whole board's memory is told", async (t) => {
  for (const bytesOf of [[null], [0]]) {
    const watch = new BoardWatch(boardOf({ bytesOf, usedBytes: [1000, 4000, 3000] }));
    watch.begin([1], 0);
    watch.look([1]);
    t.strictSame(watch.end([1], 10).memory, { of: 'board', startBytes: 1000, peakBytes: 4000 });
  }
});

await t.test('what nobody tells is null', async (t) => {
  const watch = new BoardWatch(boardOf({}));
  watch.begin([1], 0);
  const { board, isPowerCounted, ...rest } = watch.end([1], 5000);
  t.equal(board, identity);
  t.equal(isPowerCounted, false);
  t.ok(Object.values(rest).every((value) => value === null));
});

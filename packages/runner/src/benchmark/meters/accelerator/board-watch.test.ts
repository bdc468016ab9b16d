import t from 'tap';
import type { Board } from './board.ts';
import { BoardWatch } from './board-watch.ts';

const identity = { name: 'Board', uuid: 'GPU-1', driver: '1.0', pciPlace: null };

type Question = Exclude<keyof Board, 'identity' | 'energySource'>;

/** One that tells in turn what it is given, the last of it for ever. */
function boardOf(told: Partial<Record<Question, readonly unknown[]>>): Board {
  const teller = (name: Question) => {
    let index = 0;
    return () => {
      const values = told[name] ?? [null];
      return values[Math.min(index++, values.length - 1)] as never;
    };
  };
  return {
    identity,
    energySource: 'nvml',
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
    elapsedMs: 5000,
    energy: { source: 'nvml', joules: 1000, elapsedMs: 5000 },
    startPowerW: 70,
    clockMhz: 1950,
    temperatureC: 61,
    throttled: ['heat, by software'],
  });
});

await t.test('a short phase has no utilisation, and its power is not by the counter', async (t) => {
  const told = { utilizationPercent: [50], powerW: [100], energyMj: [0n, 100_000n] };
  const short = new BoardWatch(boardOf(told));
  short.begin([], 0);
  t.match(short.end([], 999), { utilizationPercent: null, powerW: 100, energy: { joules: 100 } });
  const longer = new BoardWatch(boardOf(told));
  longer.begin([], 0);
  t.match(longer.end([], 1999), { utilizationPercent: 50, powerW: 100 });
  const long = new BoardWatch(boardOf(told));
  long.begin([], 0);
  t.match(long.end([], 2000), { powerW: 50, energy: { elapsedMs: 2000 } });
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
  const { board, elapsedMs: _, ...rest } = watch.end([1], 5000);
  t.equal(board, identity);
  t.ok(Object.values(rest).every((value) => value === null));
});

await t.test('a board that is lost in the phase has no energy of it, and is no failure', async (t) => {
  const watch = new BoardWatch(
    boardOf({ energyMj: [5000n, null], powerW: [70, null], bytesOf: [100, null] }),
  );
  watch.begin([1], 0);
  t.match(watch.end([1], 5000), { energy: null, powerW: null, memory: { peakBytes: 100 } });
});

await t.test('how much the whole board has grown, and the last look', async (t) => {
  const watch = new BoardWatch(boardOf({ usedBytes: [1000, 1400], bytesOf: [0, 300] }));
  t.equal(watch.last, null);
  t.equal(watch.grownBytes, null);
  watch.begin([1], 0);
  watch.look([1]);
  t.equal(watch.grownBytes, 400);
  t.match(watch.last, { processBytes: 300, usedBytes: 1400 });
});

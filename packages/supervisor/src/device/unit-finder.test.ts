import t from 'tap';
import { LeapingClock } from '../testing/leaping-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { UnitFinder } from './unit-finder.ts';

await t.test('without a unit it looks until there is one', async (t) => {
  const clock = new LeapingClock();
  let looks = 0;
  const finder = new UnitFinder({
    clock,
    log: silentLog,
    probe: () => {
      looks += 1;
      return Promise.resolve([{ unit: 'CPU (ONNX)', available: looks === 4, reason: 'broken' }]);
    },
  });
  const { signal } = new AbortController();
  t.same(await finder.find(signal), []);
  t.same(await finder.untilFound(signal), ['CPU (ONNX)']);
  t.equal(looks, 4);
  t.equal(clock.now(), 90_000);
});

await t.test('a stop is no failure of a probe; a failure is one', async (t) => {
  const probe = () => Promise.reject(new Error('ended'));
  const finder = new UnitFinder({ clock: new LeapingClock(), log: silentLog, probe });
  t.same(await finder.find(AbortSignal.abort()), []);
  await t.rejects(finder.find(new AbortController().signal), { message: 'ended' });
});

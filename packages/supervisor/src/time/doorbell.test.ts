import t from 'tap';
import { systemClock } from './clock.ts';
import { Doorbell } from './doorbell.ts';

const FOREVER = 2 ** 31 - 1;

await t.test('a ring wakes whoever waits, or the next who does', async (t) => {
  const bell = new Doorbell();
  const { signal } = new AbortController();
  const waiting = bell.wait(systemClock, FOREVER, signal);
  bell.ring();
  await waiting;
  bell.ring();
  await bell.wait(systemClock, FOREVER, signal);
  t.pass('neither waited for its time');
});

await t.test('the time and the signal end a wait too', async (t) => {
  const bell = new Doorbell();
  await bell.wait(systemClock, 1, new AbortController().signal);
  await bell.wait(systemClock, FOREVER, AbortSignal.abort());
  t.pass();
});

import fc from 'fast-check';
import t from 'tap';
import { chooseVictims } from './evict.ts';

const item = (name: string, bytes: number, lastUse: number) => ({ name, bytes, lastUse });

await t.test('the least recently used go, as many as needed', async (t) => {
  const idle = [item('new', 5, 9), item('old', 5, 1), item('older', 1, 0), item('middle', 5, 4)];
  const names = (excess: number) => chooseVictims(idle, excess).map(({ name }) => name);
  t.strictSame(names(0), []);
  t.strictSame(names(-5), []);
  t.strictSame(names(1), ['older']);
  t.strictSame(names(2), ['older', 'old']);
  t.strictSame(names(100), ['older', 'old', 'middle', 'new']);
});

await t.test('without its last victim it would not be enough', async (t) => {
  const sizes = fc.array(fc.record({ bytes: fc.nat(100), lastUse: fc.nat() }));
  fc.assert(
    fc.property(sizes, fc.nat(1000), (idle, excess) => {
      const victims = chooseVictims(idle, excess);
      const freed = victims.reduce((total, { bytes }) => total + bytes, 0);
      const last = victims.at(-1)?.bytes ?? 0;
      return (
        (freed >= excess || victims.length === idle.length) && (victims.length === 0 || freed - last < excess)
      );
    }),
  );
  t.pass();
});

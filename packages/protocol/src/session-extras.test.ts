import t from 'tap';
import { describeSessionExtras, sessionExtrasSchema } from './session-extras.ts';

await t.test('options are told where they are given, the same in any order', (t) => {
  t.strictSame(describeSessionExtras({}), []);
  t.strictSame(
    describeSessionExtras({
      intraOpSpinning: false,
      cpuArena: true,
      memoryPattern: false,
      sessionEntries: { 'session.b': '2', 'session.a': '1' },
    }),
    [
      ['intra-op spinning', 'off'],
      ['CPU arena', 'on'],
      ['memory pattern', 'off'],
      ['session options', 'session.a=1, session.b=2'],
    ],
  );
  t.end();
});

await t.test('entries of the runtime’s own are bounded', (t) => {
  const takes = (sessionEntries: unknown): boolean =>
    sessionExtrasSchema.safeParse({ sessionEntries }).success;
  t.ok(takes({ 'session.a_b.c': '' }));
  t.notOk(takes({ threads: '1' }), 'no name of an entry');
  t.notOk(takes({ 'session.a\0': '1' }));
  t.notOk(takes({ 'session.a': 'x'.repeat(1025) }));
  t.notOk(takes({ [`session.${'a'.repeat(128)}`]: '1' }));
  t.notOk(takes(Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`session.a${index}`, '1']))));
  t.end();
});

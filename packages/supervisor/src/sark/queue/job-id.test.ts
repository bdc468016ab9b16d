import t from 'tap';
import { readJobId, refuseId } from './job-id.ts';

await t.test('text is an id byte by byte, whatever text it is', async (t) => {
  for (const id of ['a', '\0', '\uFEFFa', 'ü|1', '\uFFFD', '🦤', ' '])
    t.equal(readJobId(Buffer.from(id)), id);
});

await t.test('what is not text is none', async (t) => {
  const surrogate = [0xed, 0xa0, 0x80];
  for (const bytes of [[], [0xff], [0x61, 0xc3], surrogate]) t.equal(readJobId(Buffer.from(bytes)), null);
});

await t.test('a refused one is shown without a byte that a terminal would obey', async (t) => {
  const shown = refuseId('q', Buffer.from([0x61, 0x1b, 0x0a, 0xff]));
  t.same(shown, { queue: 'q', shown: 'a\\x1b\\x0a\\xff', reason: 'an id that is not UTF-8 names no job' });
  t.match(refuseId('q', Buffer.alloc(0)), { shown: '', reason: /empty/ });
  t.equal(refuseId('q', Buffer.alloc(101, 'a')).shown, `${'a'.repeat(100)}…`);
});

await t.test('one that is too long is none, and never shown whole', async (t) => {
  t.equal(readJobId(Buffer.alloc(512, 'a')), 'a'.repeat(512));
  const long = Buffer.alloc(3_000_000, 'a');
  t.equal(readJobId(long), null);
  const { shown, reason } = refuseId('q', long);
  t.equal(shown.length, 101);
  t.equal(reason, 'an id of 3000000 bytes names no job: 512 at most');
});

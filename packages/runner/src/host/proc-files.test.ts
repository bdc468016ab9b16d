import t from 'tap';
import {
  parseChildren,
  parseCpuMs,
  parsePeakBytes,
  parseResidentKinds,
  parseResidentPages,
  parseSharedOutKinds,
  parseStartTicks,
} from './proc-files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

await t.test('resident pages are the second number of statm', async (t) => {
  t.equal(parseResidentPages(bytes('271234 10987 9876 23 0 34567 0\n')), 10_987);
  t.equal(parseResidentPages(bytes('0 0 0 0 0 0 0\n')), 0, 'a zombie has none');
  t.equal(parseResidentPages(bytes('5 42')), 42, 'cut off after the number');
});

await t.test('the peak is VmHWM, in bytes', async (t) => {
  const status = 'Name:\tnode\nVmPeak:\t 1084940 kB\nVmHWM:\t   44132 kB\nVmRSS:\t   43948 kB\n';
  t.equal(parsePeakBytes(status), 44_132 * 1024);
  t.equal(parsePeakBytes('Name:\tnode\nState:\tZ (zombie)\n'), null);
});

await t.test('what resident memory consists of, whole or in proportional shares', async (t) => {
  const status =
    'VmRSS:\t   43948 kB\nRssAnon:\t    9836 kB\nRssFile:\t   34000 kB\nRssShmem:\t     112 kB\n';
  t.strictSame(parseResidentKinds(status), {
    ...{ fileBytes: 34_000 * 1024, anonymousBytes: 9836 * 1024, sharedBytes: 112 * 1024 },
  });
  t.equal(parseResidentKinds('State:\tZ (zombie)\n'), null);
  const rollup = `55e32c6f5000-7ffd313dd000 ---p 00000000 00:00 0                          [rollup]
Rss:                1640 kB
Pss:                 251 kB
Pss_Dirty:           112 kB
Pss_Anon:            112 kB
Pss_File:            139 kB
Pss_Shmem:             0 kB
`;
  t.strictSame(parseSharedOutKinds(rollup), {
    ...{ fileBytes: 139 * 1024, anonymousBytes: 112 * 1024, sharedBytes: 0 },
  });
  t.equal(parseSharedOutKinds(rollup.replace('Pss_File', 'Pss')), null, 'an older kernel');
});

await t.test('the start is field 22, whatever the name', async (t) => {
  const fields = 'S 1 7 7 0 -1 4194560 10 0 0 0 1 2 0 0 20 0 11 0 271828 1084940 10987';
  t.equal(parseStartTicks(`7 (a ) b) ${fields}`), '271828');
  t.equal(parseStartTicks('7 (cut'), null);
});

await t.test('CPU time is fields 14 and 15, whatever the name', async (t) => {
  const fields = 'S 1 7 7 0 -1 4194560 10 0 0 0 123 45 0 0 20 0 11 0 271828 1084940 10987';
  t.equal(parseCpuMs(`7 (a ) b) ${fields}`), 1680);
  t.equal(parseCpuMs('7 (cut'), null);
});

await t.test('children are separated by spaces', async (t) => {
  t.same(parseChildren('12 345 '), [12, 345]);
  t.same(parseChildren(''), []);
});

import t from 'tap';
import { parseChildren, parsePeakBytes, parseResidentPages, parseStartTicks } from './proc-files.ts';

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

await t.test('the start is field 22, whatever the name', async (t) => {
  const fields = 'S 1 7 7 0 -1 4194560 10 0 0 0 1 2 0 0 20 0 11 0 271828 1084940 10987';
  t.equal(parseStartTicks(`7 (a ) b) ${fields}`), '271828');
  t.equal(parseStartTicks('7 (cut'), null);
});

await t.test('children are separated by spaces', async (t) => {
  t.same(parseChildren('12 345 '), [12, 345]);
  t.same(parseChildren(''), []);
});

import t from 'tap';
import { parseChildren, parsePeakBytes, parseResidentPages } from './proc-files.ts';

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

await t.test('children are separated by spaces', async (t) => {
  t.same(parseChildren('12 345 '), [12, 345]);
  t.same(parseChildren(''), []);
});

/** Where the files of loads came from, as far as it was seen. */
import type { BenchmarkReport } from '@dumont/protocol';
import t from 'tap';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { csvFormat } from './csv.ts';
import { tableFormat } from './table.ts';
import { render } from './testing/render.ts';

function withLoads(...loads: (boolean | null)[]): BenchmarkReport {
  const { load } = completeReport;
  if (load === null) throw new Error('the sample has loads');
  return { ...completeReport, load: { ...load, cold: { loads, reason: null, warmMs: null } } };
}

await t.test('the heading says no more than was seen', async (t) => {
  const cases: [BenchmarkReport, RegExp][] = [
    [withLoads(true, true), /^Load .*, files from the disk$/m],
    [withLoads(true, false), /^Load .*, 1 of 2 with files from the disk$/m],
    [withLoads(false, false), /^Load .*, files cached all the same$/m],
    [withLoads(null, null), /^Load .*, nobody can tell whether from the disk$/m],
    [completeReport, /^Load +5 fresh processes$/m],
  ];
  for (const [report, heading] of cases) t.match(await render(tableFormat, [report]), heading);
  t.match(await render(tableFormat, [completeReport]), 'may not have been cached yet');
  t.notMatch(await render(tableFormat, [withLoads(true)]), 'may not have been cached yet');
});

await t.test('so do the columns', async (t) => {
  const [heading = '', line = ''] = (await render(csvFormat, [withLoads(true, false, null)])).split('\n');
  t.match(heading, /,loads_cold,/);
  t.match(line, /,true false unknown,/);
});
